"""`residual(64, 64)`: blocks of these widths, each of which adds to what it reads  [He2016]."""

from __future__ import annotations

from schematic.constructors._constructor import Constructor, Inside, Layers
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port


class Residual(Constructor):
    """A linear map into the first width, a block for each width, and a linear map out."""

    name = "residual"
    needs_sizes = True
    stands_on_trunks = True

    def layers(self, inside: Inside, port: Port) -> Layers:
        """All layers but the last linear one are the trunk."""
        blocks = _blocks(port.inputs, inside)
        return Layers((*flattening(port), *blocks), _head(inside, port))

    def has_features(self, inside: Inside, port: Port) -> bool:
        """What the last block returns."""
        return True

    def features(self, inside: Inside, port: Port) -> int:
        """The width of the last block."""
        return inside.sizes[-1]

    def on(self, features: int, inside: Inside, port: Port) -> Layers:
        """The same layers, which read features in place of parents."""
        return Layers((), (*_blocks(features, inside), *_head(inside, port)))


CONSTRUCTOR = Residual()


def _blocks(features: int, inside: Inside) -> tuple[str, ...]:
    """A linear map from some features into the first width, then the blocks."""
    widths = (inside.sizes[0], *inside.sizes)
    pairs = zip(widths, inside.sizes, strict=False)
    rows = (f"ResidualBlock({before}, {after}, {inside.act})" for before, after in pairs)
    return (f"nn.Linear({features}, {inside.sizes[0]})", *rows)


def _head(inside: Inside, port: Port) -> tuple[str, ...]:
    return (f"nn.Linear({inside.sizes[-1]}, {port.outputs})", *unflattening(port))
