"""The games of one group take as many steps."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.graph.attributes import game
from schematic.graph.names import greek


@page("SGM335")
def two_paces(factor: Factor, first: Factor, group: str) -> Diagnostic:
    """Two games of one parameter group, with different `steps`.

    `steps = k` lets a group of discriminators step k times for one step of everyone else. A group
    has one optimizer and steps as a whole, so all its red arrows say the same.
    """
    steps, other = factor.attributes.steps, first.attributes.steps
    message = f"`{greek(group)}` would take {other} steps and {steps} at once"
    arrow = f"{', '.join(first.parents)} {first.arrow} {first.child}"
    cause = f"`{arrow}` has `steps = {other}`, and the group steps as a whole"
    cure = f"write `steps = {other}` here too, or give the net here a group of its own"
    return Diagnostic("SGM335", message, factor.arrow_span, cause, cure, about=(group, "-!>"))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding for each game with other steps than the first game of its group."""
    first: dict[str, Factor] = {}
    for factor in filter(game, schematic.factors):
        for group in factor.law.groups:
            before = first.setdefault(group, factor)
            if before.attributes.steps != factor.attributes.steps:
                yield two_paces(factor, before, group)
