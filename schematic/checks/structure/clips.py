"""The weights of one net are clipped to one bound."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.graph.attributes import game


@page("SGM334")
def two_clips(factor: Factor, first: Factor) -> Diagnostic:
    """One net is clipped to two bounds, or by one of its arrows alone.

    `clip = c` keeps the weights of a discriminator in [−c, c] after its step. They belong to the
    net, so all red arrows that name the net say the same.
    """
    net, clip = factor.law.nets[0].net, first.attributes.clip
    message = f"net `{net}` is clipped in two ways"
    said = f"`clip = {clip:g}`" if clip else "no `clip`"
    arrow = f"{', '.join(first.parents)} {first.arrow} {first.child}"
    cause = f"`{arrow}` says {said}"
    cure = f"write `clip = {clip:g}` here too" if clip else "remove `clip` here"
    return Diagnostic("SGM334", message, factor.arrow_span, cause, cure, about=(net, "-!>"))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding for each game that clips its net otherwise than the first game with that net."""
    first: dict[str, Factor] = {}
    for factor in filter(game, schematic.factors):
        for ref in factor.law.nets:
            before = first.setdefault(ref.net, factor)
            if before.attributes.clip != factor.attributes.clip:
                yield two_clips(factor, before)
