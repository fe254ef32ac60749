"""`autoregressive(64)`: affine maps of each element given those before it, by a masked net.

One direction takes one call of the net [Germain2015], the other a call an element. The quick one is
that of training: from the child back along a solid arrow, as in a masked autoregressive flow
[Papamakarios2017], from the first parent on along a dashed one, as in an inverse autoregressive
flow [Kingma2016].
"""

from __future__ import annotations

from schematic.constructors._invertible import Invertible
from schematic.constructors._port import Port


class Autoregression(Invertible):
    """The order of the elements is turned round from layer to layer."""

    name = "autoregressive"

    def layer(self, arguments: str, port: Port) -> str:
        """Where training goes backwards, so does the layer."""
        layer = f"Autoregressive({arguments}, last_first=k % 2 == 1)"
        return f"Backwards({layer})" if port.backwards else layer


CONSTRUCTOR = Autoregression()
