"""What maps without parameters have in common: they return as many numbers as they take."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors._constructor import NetUse
from schematic.constructors._port import describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page


@page("SGM504")
def size_changes(span: Span, constructor: str, net: str, ends: str) -> Diagnostic:
    """`identity`, `scale` or `mask` between ends of different size.

    A map without layers returns as many numbers as it takes, so it takes as many as its child's law
    reads. A real child under `~ G[θ]` reads a location and a log-variance: twice as many as it has
    elements.
    """
    message = f"`{constructor}` cannot change the size in net `{net}`"
    return Diagnostic("SGM504", message, span, f"the ends are {ends}", "use `linear` or `mlp`")


@page("SGM337")
def leaves_its_kind(span: Span, message: str, ends: str) -> Diagnostic:
    """A `scale` or a `mask` that would leave the values of its child.

    Between nodes of one kind the child is the product itself. A product of real numbers is a real
    number, and one of numbers in [0, 1] stays there if the factor is in [0, 1]; a multiple of a
    binary value or of a class is none, and a class without some of its numbers is none either.
    """
    return Diagnostic("SGM337", message, span, f"the ends are {ends}", "make the child `real`")


def check_sizes(constructor: str, use: NetUse) -> Iterator[Diagnostic]:
    """A finding where the sizes of a net's ends differ."""
    if use.port.inputs != use.port.outputs:
        yield size_changes(use.span, constructor, use.name, describe(use.port))
