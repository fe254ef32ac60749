"""What invertible nets have in common: their first parent and their child are as many numbers."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._options import Options
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.families import Kind
from schematic.spaces import Space, width


@page("SGM507")
def other_size(span: Span, net: str, ends: str) -> Diagnostic:
    """An invertible net between a first parent and a child of different size.

    An invertible net carries the values of its first parent one-to-one to those of the child, so
    both have equally many elements; other parents are conditions, of any size.
    """
    message = f"the invertible net `{net}` cannot change the size of its first parent"
    cure = "give the first parent and the child equally many elements"
    return Diagnostic("SGM507", message, span, f"the ends are {ends}", cure)


@page("SGM508")
def not_real(span: Span, net: str, ends: str) -> Diagnostic:
    """An invertible net between nodes that are not `real`.

    It carries real numbers to real numbers, and the change of variables is one of densities of
    real numbers. A bounded or discrete node cannot be its first parent or its child; it may be a
    condition.
    """
    message = f"the invertible net `{net}` carries numbers that are not `real`"
    cure = "make its first parent and its child `real`; data in [0, 1] are real numbers too"
    return Diagnostic("SGM508", message, span, f"the ends are {ends}", cure)


class Invertible(Constructor):
    """The sizes in brackets are the hidden layers of what tells each layer its scales and shifts.

    Parents behind the first are conditions: every layer reads them. There are `depth` layers, each
    of which moves other elements than the one before.
    """

    options = ("act", "depth")
    defaults = Options(depth=8)
    needs_sizes = True
    is_invertible = True

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """A finding where an end is not real, or where the sizes differ."""
        first, child = use.port.parents[0], use.port.child
        if {first.kind, child.kind} != {Kind.REAL}:
            yield not_real(use.span, use.name, describe(use.port))
        elif width(first) != width(child):
            yield other_size(use.span, use.name, describe(use.port))

    def layers(self, inside: Inside, port: Port) -> Layers:
        """One module, of several layers."""
        first, child = port.parents[0], port.child
        given = sum(map(width, port.parents[1:]))
        sizes = f"{width(child)}, {given}, {inside.sizes}"
        layer = self.layer(f"{sizes}, {inside.act}", port)
        rows = (
            "Flow(",
            f"    {_event(first)}, {_event(child)},",
            "    *(",
            f"        {layer}",
            f"        for k in range({inside.options.depth})",
            "    ),",
            ")",
        )
        return Layers((), ("\n".join(rows),))

    def layer(self, arguments: str, port: Port) -> str:
        """The k-th layer as an expression, given its sizes and its activation."""
        raise NotImplementedError


def _event(space: Space) -> str:
    return repr(tuple(space.shape or ()))
