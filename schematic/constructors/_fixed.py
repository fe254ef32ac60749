"""What maps without parameters have in common: they return as many numbers as they take."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors._constructor import NetUse
from schematic.constructors._port import describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page


@page("SGM504")
def size_changes(span: Span, constructor: str, net: str, ends: str) -> Diagnostic:
    """`identity` or `scale` between ends of different size.

    A map without layers returns as many numbers as it takes, so it takes as many as its child's law
    reads. A real child under `~ G[θ]` reads a location and a log-variance: twice as many as it has
    elements.
    """
    message = f"`{constructor}` cannot change the size in net `{net}`"
    return Diagnostic("SGM504", message, span, f"the ends are {ends}", "use `linear` or `mlp`")


def check_sizes(constructor: str, use: NetUse) -> Iterator[Diagnostic]:
    """A finding where the sizes of a net's ends differ."""
    if use.port.inputs != use.port.outputs:
        yield size_changes(use.span, constructor, use.name, describe(use.port))
