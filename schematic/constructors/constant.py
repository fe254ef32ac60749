"""`constant`: the same numbers for every example, which are trained.

Beside another net it is a trained scale that all examples share: `x ~ Normal(G[θ], S[θ])`.
"""

from __future__ import annotations

from schematic.constructors._constructor import Constructor, Inside, Layers
from schematic.constructors._port import Port


class Constants(Constructor):
    """It looks at its parents only to see how many examples there are."""

    name = "constant"
    takes_sizes = False
    options = ()
    reads_parents = False

    def layers(self, inside: Inside, port: Port) -> Layers:
        """One number for each that the child's law reads, 0 at first."""
        return Layers((), (f"Constant({port.joined or (port.outputs,)})",))


CONSTRUCTOR = Constants()
