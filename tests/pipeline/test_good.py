"""Well-formed programs: nothing is found in them, and every stage prints what it did before."""

from __future__ import annotations

from pathlib import Path

import pytest

import schematic
from schematic.graph import dump
from schematic.pipeline import examine
from schematic.resources import zoo
from schematic.syntax.dump import dump_tree
from schematic.syntax.format import format_source
from schematic.syntax.parse import parse, read
from tests.golden import check_golden

HERE = Path(__file__).parent
GOOD = {path.stem: path for path in sorted((HERE / "good").glob("*.sgm"))}
SPECS = {f"zoo_{name}": path for name, path in zoo().items()}
ALL = GOOD | SPECS


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_found(name: str) -> None:
    assert examine(read(ALL[name])).findings == ()


@pytest.mark.parametrize("name", ALL)
def test_each_stage_prints_what_it_did(name: str) -> None:
    source = read(ALL[name])
    tree, _ = parse(source)
    schematic_ = schematic.load(ALL[name])
    stages = (dump_tree(tree), dump(schematic_), format_source(source))
    check_golden(HERE / "golden" / "good" / f"{name}.txt", "\n".join(stages))


@pytest.mark.parametrize("name", SPECS)
def test_the_zoo_is_in_canonical_layout(name: str) -> None:
    source = read(SPECS[name])
    assert format_source(source) == source.text


def test_the_mother_program_uses_the_rules_of_the_grammar() -> None:
    tree, _ = parse(read(GOOD["mother"]))
    text = dump_tree(tree)
    lines = ("ModelLine", "NodeLine", "FactorLine", "NetLine", "LetLine")
    parts = ("SpaceType", "LabelsType", "DataLaw", "Call", "Reference", "Setting")
    for part in (*lines, *parts):
        assert f"{part}(" in text
    assert {"->", "..>", "..|>", "-!>"} <= set(text.replace("arrow=", "").split())
