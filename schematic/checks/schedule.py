"""Wake–sleep learns by scoring samples: it has no place for a game (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schedule, Schematic


@page("SGM341")
def game_in_wake_sleep(factor: Factor) -> Diagnostic:
    """A red arrow under `train wake-sleep`.

    Wake and sleep each learn the solid arrows from samples that carry no gradient. An adversary
    teaches through the gradient of its samples, so it could teach nobody.
    """
    message = "a red arrow has no gradient to give under `train wake-sleep`"
    cure = "remove the red arrow, or the `train` line"
    return Diagnostic("SGM341", message, factor.span, "", cure, about=factor.parents)


@page("SGM342")
def implicit_in_wake_sleep(factor: Factor) -> Diagnostic:
    """A hollow arrow under `train wake-sleep`.

    Each arrow is scored in one of the two phases, and a deterministic map has no density.
    """
    message = f"`{factor.arrow}` has no density, and wake–sleep scores every arrow"
    cure = "make the head filled and write `~`"
    return Diagnostic("SGM342", message, factor.span, "", cure, about=(factor.child,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the schedule."""
    if schematic.schedule is Schedule.WAKE_SLEEP:
        for factor in schematic.factors:
            if factor.red:
                yield game_in_wake_sleep(factor)
            elif factor.hollow:
                yield implicit_in_wake_sleep(factor)
