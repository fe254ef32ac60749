"""What `embedding` is about: classes among the parents that a net reads."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Net, Schematic


@page("SGM523")
def no_class(net: Net, cause: str) -> Diagnostic:
    """`embedding` in a net that reads no class.

    `embedding = 16` gives sixteen trained numbers for a class in the place of numbers of which one
    is 1. It is about parents that are classes; a net on a trunk reads features.
    """
    message = f"`embedding` of net `{net.name}` finds no class"
    return Diagnostic("SGM523", message, net.constructor_span, cause, "remove `embedding`")


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about nets whose parents are no classes."""
    for factor in schematic.factors:
        is_told = any(schematic.nodes[name].space.classes for name in factor.parents)
        for ref in factor.law.nets:
            net = schematic.nets.get(ref.net)
            if net is None or not net.options.embedding:
                continue
            if net.trunk:
                yield no_class(net, f"it reads the features of `{net.trunk}`")
            elif not is_told:
                yield no_class(net, f"its parents are {', '.join(factor.parents)}")
