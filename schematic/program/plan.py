"""Objective → Program: every draw made once, every player's terms as straight-line operations."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.objective.terms import Objective
from schematic.program.ops import Program
from schematic.program.player import PlayerPlan
from schematic.program.recipes import plan_infers, plan_reconstructs, plan_samples
from schematic.program.shared import SharedPlan
from schematic.program.stack import stack


def plan(objective: Objective, bound: Iterable[str] = ()) -> Program:
    """The program of an objective.

    Args:
        objective: what to compute.
        bound: nets that the user brings as modules; they take raw parents, one call a batch.

    Raises:
        SchematicError: a chain is too long to be written out (SGM611).
    """
    own = frozenset(bound)
    schematic = objective.schematic
    shared = SharedPlan(objective, own)
    program = Program(
        schematic=schematic,
        objective=objective,
        shared=tuple(shared.ops),
        sections=tuple(PlayerPlan(shared, player).section() for player in objective.players),
        samples=plan_samples(schematic, own),
        infers=plan_infers(schematic, own),
        reconstructs=plan_reconstructs(schematic, own),
        bound=own,
    )
    return stack(program)
