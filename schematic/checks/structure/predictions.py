"""A red arrow into a node that is no indicator has no price: φ maximises log q there."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.graph.attributes import written

OF_GAMES = ("loss", "real", "penalty", "degenerate")
"""Attributes that speak of the two sides of a game."""


@page("SGM329")
def no_game(factor: Factor, name: str) -> Diagnostic:
    """A word about the two sides of a game, on a red arrow that ends in no indicator.

    `z -!> d ~ C[φ]` with a `d` that is no indicator is an adversarial prediction: φ maximises
    log q(d | z), and everyone else minimises it. There are no real and fake sides, so `loss`,
    `real`, `penalty` and `degenerate` say nothing. `weight` weighs what everyone else pays; `clip`
    and `steps` say how φ learns.
    """
    message = (
        f"`{name}` says nothing of `{', '.join(factor.parents)} {factor.arrow} {factor.child}`"
    )
    cause = f"`{factor.child}` is no indicator: φ maximises its log-density, which has no two sides"
    cure = f"remove `{name}`, or let the arrow end in an indicator"
    return Diagnostic("SGM329", message, factor.arrow_span, cause, cure, about=(factor.child,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding for each such word."""
    for factor in schematic.predictions:
        for name in written(factor.attributes):
            if name in OF_GAMES:
                yield no_game(factor, name)
