"""Random specs with plates: their loops compute what the written-out turns compute."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from schematic.graph import Schematic
from schematic.program import plan
from schematic.verify.prove import one_thread, small_objective
from tests.generated import loops
from tests.generated.loops import differences, has_loops, shorter_loops
from tests.generated.specs import accepted
from tests.generated.stages import faults

SAMPLE = list(islice(accepted(70_000, plates=1.0), 8))


@pytest.mark.parametrize(
    ("text", "schematic"),
    [(t, s) for _, t, s in SAMPLE],
    ids=[f"seed-{seed}" for seed, _, _ in SAMPLE],
)
def test_loops_of_two_turns_hold(text: str, schematic: Schematic) -> None:
    with one_thread(), shorter_loops(2):
        found = list(faults(schematic))
    assert not found, "\n".join([text, *found])


def test_most_plates_have_loops() -> None:
    with shorter_loops(2):
        looped = [has_loops(plan(small_objective(schematic))) for _, _, schematic in SAMPLE]
    assert sum(looped) > len(SAMPLE) / 2


def test_another_loop_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop with a turn too few, in the place of the written-out turns."""
    with one_thread(), shorter_loops(2):
        looped = next(s for _, _, s in SAMPLE if has_loops(plan(small_objective(s))))
        right = loops.written_out
        monkeypatch.setattr(loops, "written_out", lambda program: _halved(right(program)))
        assert any("losses of the looped model" in each for each in differences(looped))


def _halved(program: object) -> object:
    sections = program.sections  # type: ignore[attr-defined]
    first = replace(sections[0], summands=sections[0].summands[1:])
    return replace(program, sections=(first, *sections[1:]))  # type: ignore[type-var]
