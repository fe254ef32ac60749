"""Objective → Program: the operations of each draw, of each player's terms, and of each query.

`lowered` writes them down one by one; the passes then make them fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from schematic.objective.terms import Objective
from schematic.program.legal import checked
from schematic.program.ops import Program
from schematic.program.passes.fuse_means import fuse_means
from schematic.program.passes.fuse_verdicts import fuse_verdicts
from schematic.program.passes.roll import roll
from schematic.program.passes.stack import stack
from schematic.program.player import PlayerPlan
from schematic.program.recipes import plan_infers, plan_reconstructs, plan_samples
from schematic.program.shared import SharedPlan

PASSES: tuple[Callable[[Program], Program], ...] = (stack, fuse_verdicts, fuse_means, roll)
"""What is done to a program, in order: each takes a legal program to a legal one that is equal."""


def plan(
    objective: Objective, bound: Iterable[str] = (), given_copies: Iterable[str] = ()
) -> Program:
    """The program of an objective.

    Args:
        objective: what to compute.
        bound: nets that the user brings as modules; they take raw parents, one call a batch.
        given_copies: those of them that change their arguments in place, and so get copies.

    Raises:
        SchematicError: a chain is too long to be written out (SGM611).
    """
    program = checked(lowered(objective, frozenset(bound)))
    program = replace(program, given_copies=frozenset(given_copies))
    for each in PASSES:
        program = checked(each(program), program)
    return program


def lowered(objective: Objective, bound: frozenset[str]) -> Program:
    """The program before any pass: one operation for everything that is computed."""
    schematic = objective.schematic
    shared = SharedPlan.of(objective, bound)
    return Program(
        schematic=schematic,
        objective=objective,
        shared=tuple(shared.draws.ops),
        sections=tuple(PlayerPlan(shared, player).section() for player in objective.players),
        samples=plan_samples(schematic, bound),
        infers=plan_infers(schematic, bound),
        reconstructs=plan_reconstructs(schematic, bound),
        bound=bound,
    )
