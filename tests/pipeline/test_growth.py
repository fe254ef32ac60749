"""Each stage of the front end grows with a spec's size, and not with the square of it.

Calls are counted, since they are the same on every machine: of twice as large a spec a stage makes
about twice as many.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import FrameType

import pytest

from benchmarks.shapes import SHAPES
from schematic.diagnostics import Source
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.steps import write_steps
from schematic.pipeline import examine, parse
from schematic.render import render
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.syntax.format import format_source

SIZE = 40
MOST = 2.6

STAGES: Mapping[str, Callable[[Schematic], object]] = {
    "check": lambda schematic: examine(_source(schematic)),
    "fmt": lambda schematic: format_source(_source(schematic)),
    "derive": lambda schematic: str(derive(schematic)),
    "latex": lambda schematic: derive(schematic).latex(),
    "steps": lambda schematic: write_steps(derive(schematic)),
    "dot": lambda schematic: render(schematic, "dot"),
    "mmd": lambda schematic: render(schematic, "mmd"),
    "canonical": canonical_form,
}


def _source(schematic: Schematic) -> Source:
    assert schematic.source is not None
    return schematic.source


def calls(stage: Callable[[Schematic], object], schematic: Schematic) -> int:
    """How many calls of functions a stage makes."""
    number = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        stage(schematic)
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_stage_makes_twice_as_many_calls_of_a_spec_twice_as_large(shape: str, stage: str) -> None:
    warm, small, large = (parse(SHAPES[shape](size)) for size in (SIZE, SIZE, 2 * SIZE))
    STAGES[stage](warm)
    assert calls(STAGES[stage], large) < MOST * calls(STAGES[stage], small)


@pytest.mark.parametrize("shape", SHAPES)
def test_large_specs_are_well_formed(shape: str) -> None:
    examination = examine(Source.of("large.sgm", SHAPES[shape](SIZE)))
    assert not examination.errors
