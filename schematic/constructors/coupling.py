"""`coupling(64, 64)`: affine couplings, in turn of one half of the elements and of the other.

Each layer scales and shifts every other element as a net of these hidden widths reads it off the
rest, so it is inverted at the price of a call  [Dinh2017].
"""

from __future__ import annotations

from schematic.constructors._invertible import Invertible
from schematic.constructors._port import Port
from schematic.spaces import width


class Couplings(Invertible):
    """A node of one element has no other half: conditions alone tell its scale and shift."""

    name = "coupling"

    def layer(self, arguments: str, port: Port) -> str:
        """Which half moves alternates."""
        moves = "k % 2" if width(port.child) > 1 else "0"
        return f"Coupling({arguments}, moves={moves})"


CONSTRUCTOR = Couplings()
