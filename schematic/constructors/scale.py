"""`scale(0.9)`: the net multiplies what it takes by a number, and nobody trains it."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._fixed import check_sizes, leaves_its_kind
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic
from schematic.families import Kind


class Scale(Constructor):
    """It multiplies by its number; where kinds differ, the product is the raw parameters."""

    name = "scale"
    takes_sizes = False
    options = ()
    numbers = 1
    has_parameters = False

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """Findings where the sizes differ, or where the product is not of the child's kind."""
        yield from check_sizes(self.name, use)
        (factor,) = use.inside.numbers
        kind = use.port.child.kind
        is_kept = kind is Kind.REAL or (kind is Kind.UNIT and 0 <= factor <= 1)
        if self.passes(use.port) and not is_kept:
            message = (
                f"{factor:g} times a value of net `{use.name}` need not be a value of its child"
            )
            yield leaves_its_kind(use.span, message, describe(use.port))

    def layers(self, inside: Inside, port: Port) -> Layers:
        """The product, and a change of shape where one is needed."""
        (factor,) = inside.numbers
        return Layers((), (*flattening(port), f"Scale({factor!r})", *unflattening(port)))

    def slope(self, inside: Inside) -> float:
        """Its number."""
        return inside.numbers[0]

    def passes(self, port: Port) -> bool:
        """Where all ends are of one kind, as an identity does."""
        return {space.kind for space in port.parents} == {port.child.kind}


CONSTRUCTOR = Scale()
