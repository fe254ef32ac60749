"""Random specs with plates: their loops compute what the written-out turns compute."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

import schematic
from schematic.graph import Schematic
from schematic.program import plan
from schematic.verify.prove import one_thread, small_objective
from tests.generated import loops
from tests.generated.loops import differences, has_loops, shorter_loops
from tests.generated.specs import accepted
from tests.generated.stages import faults

SAMPLE = list(islice(accepted(70_000, plates=1.0), 8))


@pytest.mark.parametrize(
    ("text", "spec"),
    [(t, s) for _, t, s in SAMPLE],
    ids=[f"seed-{seed}" for seed, _, _ in SAMPLE],
)
def test_loops_of_two_turns_hold(text: str, spec: Schematic) -> None:
    with one_thread(), shorter_loops(2):
        found = list(faults(spec))
    assert not found, "\n".join([text, *found])


LADDER = """
model Ladder
let T = 9
visible x : unit[2] ~ data
latent  z[t] : binary[1] for t in 1..T-1
latent  z[T] : binary[1] ~ Bernoulli(0.3)
z[1] -> x      ~ Laplace(P[θ], 1)
z[t] -> z[t-1] ~ U[θ] for t in 2..T
x    ..> z[T]   ~ E[η] {gradient = relaxed}
z[t] ..> z[t-1] ~ R[η] {samples = 3, gradient = score} for t in 2..T
"""


def test_a_value_of_many_indices_is_read_where_it_is_made() -> None:
    """A draw scores several terms, whose values are `score_z_7`, `score_z_7_v2` and so on."""
    with one_thread(), shorter_loops(2):
        ladder = schematic.parse(LADDER)
        assert has_loops(plan(small_objective(ladder)))
        assert list(differences(ladder)) == []


def test_most_plates_have_loops() -> None:
    with shorter_loops(2):
        looped = [has_loops(plan(small_objective(spec))) for _, _, spec in SAMPLE]
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
