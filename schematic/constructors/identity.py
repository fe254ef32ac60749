"""`identity`: the net returns what it takes."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._fixed import check_sizes
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port
from schematic.diagnostics import Diagnostic


class Identity(Constructor):
    """It hands values on; where kinds differ, they are the raw parameters of the child."""

    name = "identity"
    takes_sizes = False
    options = ()
    has_parameters = False

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """A finding where the sizes differ."""
        yield from check_sizes(self.name, use)

    def layers(self, inside: Inside, port: Port) -> Layers:
        """Nothing but a change of shape, where one is needed."""
        return Layers((), (*flattening(port), *unflattening(port)) or ("nn.Identity()",))

    def slope(self, inside: Inside) -> float:
        """1: it hands values on."""
        return 1.0

    def passes(self, port: Port) -> bool:
        """Where all ends are of one kind: numbers in [0, 1] stay what they are, without a sigmoid.

        A real number becomes a child in [0, 1] as its logit, as under any other net.
        """
        return {space.kind for space in port.parents} == {port.child.kind}


CONSTRUCTOR = Identity()
