"""Every stage of the compiler prints what it did before, and none is entered too early."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schematic.diagnostics import SchematicError, Source
from schematic.pipeline import STAGES, compile_spec
from schematic.syntax.parse import read
from tests.golden import check_golden
from tests.pipeline.test_good import GOOD

HERE = Path(__file__).parent
MOTHER = GOOD["mother"]


def text_of(stage: str, source: Source) -> str:
    """What a spec is at a stage."""
    return next(s.write() for s in compile_spec(source) if s.name == stage)


def test_the_stages_come_in_order() -> None:
    assert tuple(s.name for s in compile_spec(read(MOTHER))) == STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_the_mother_program_at_each_stage(stage: str) -> None:
    check_golden(HERE / "golden" / f"mother.{stage}.txt", text_of(stage, read(MOTHER)))


VAE = "visible x : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\nz -> x ~ G[θ]\n"


def test_a_stage_needs_what_comes_before_it_and_no_more() -> None:
    unmatched = Source.of("a.sgm", VAE + "x ..|> z = E[η]\n")
    assert "FactorLine" in text_of("tree", unmatched)
    with pytest.raises(SchematicError, match="SGM"):
        text_of("graph", unmatched)
    shapeless = Source.of("b.sgm", VAE + "x ..> z ~ E[η]\n")
    stages = compile_spec(shapeless)
    assert [next(stages).name for _ in range(3)] == ["tree", "graph", "objective"]
    with pytest.raises(SchematicError, match="SGM607"):
        next(stages)


def test_a_tree_with_holes_is_not_printed() -> None:
    with pytest.raises(SchematicError, match="SGM1"):
        text_of("tree", Source.of("c.sgm", VAE + "x ..> z ~ ]\n"))


def test_no_stage_needs_torch() -> None:
    program = (
        "import sys\n"
        "from schematic.pipeline import compile_spec\n"
        "from schematic.syntax.parse import read\n"
        f"for stage in compile_spec(read({str(MOTHER)!r})):\n"
        "    assert stage.write()\n"
        "print('torch' in sys.modules)\n"
    )
    run = [sys.executable, "-c", program]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "False\n"
