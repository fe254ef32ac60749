"""docs/language.md: its specs check, its fragments parse, its tables say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schematic.constructors import ACTIVATIONS, CONSTRUCTORS
from schematic.diagnostics import Source
from schematic.diagnostics.all_pages import all_pages
from schematic.families import FAMILIES, Ability, Kind, own_family
from schematic.graph.attributes import ATTRIBUTES, LOSSES, PREDICTED, spelling
from schematic.pipeline import examine
from schematic.syntax.parse import parse
from schematic.syntax.tree import Arrow

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sgm( fragment)?\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
SPECS = [text for fragment, text in BLOCKS if not fragment]
FRAGMENTS = [text for fragment, text in BLOCKS if fragment]


def rows(title: str) -> list[list[str]]:
    """The cells of the table whose head begins with a title."""
    _, _, rest = TEXT.partition(f"| {title} |")
    table = rest.partition("\n\n")[0].splitlines()[2:]
    cells = (re.split(r"(?<!\\)\|", row)[1:-1] for row in table)
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


@pytest.mark.parametrize("text", SPECS)
def test_specs_check(text: str) -> None:
    assert examine(Source.of(str(PAGE), text)).findings == ()


@pytest.mark.parametrize("text", FRAGMENTS)
def test_fragments_parse(text: str) -> None:
    tree, findings = parse(Source.of(str(PAGE), text))
    assert findings == ()
    assert tree.statements


def test_there_is_a_block_for_every_statement() -> None:
    assert len(SPECS) >= 5
    assert len(FRAGMENTS) >= 5


def test_every_code_is_listed_with_its_title() -> None:
    listed = {code: title for code, title in rows("code")}  # noqa: C416
    assert listed == {code: page.title for code, page in all_pages().items() if code < "SGM6"}


def test_every_arrow_is_listed() -> None:
    assert [row[0] for row in rows("arrow")] == [
        f"`{arrow}`" for arrow in ("->", "..>", "-|>", "..|>", "-!>", "..!>")
    ]
    assert len(rows("arrow")) == len(Arrow)


def test_every_family_is_listed_with_what_it_can() -> None:
    for name, kinds, _, _, can in rows("family"):
        family = FAMILIES[name.strip("`")]
        written = {kind for kind in Kind if f"`{kind.value}`" in kinds}
        assert written == family.kinds - {Kind.LABEL}
        abilities = [a for a in Ability if a in family.abilities]
        assert can.split(", ") == [(a.name or "").lower() for a in abilities]
    assert {row[0].strip("`") for row in rows("family")} == set(FAMILIES)


def test_what_a_net_alone_means() -> None:
    for child, family, _ in rows("child"):
        kind = Kind(child.strip("`"))
        assert family == f"`{own_family(kind).name}`"
    assert len(rows("child")) == len(Kind)


def test_every_option_is_named() -> None:
    assert {row[0].strip("`") for row in rows("attribute")} == set(map(spelling, ATTRIBUTES))
    for word in (*ACTIVATIONS, *LOSSES, *PREDICTED, *CONSTRUCTORS):
        assert f"`{word}" in TEXT
