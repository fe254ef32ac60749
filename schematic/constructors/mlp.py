"""`mlp(256, 512)`: linear layers of these widths with an activation behind each."""

from __future__ import annotations

from collections.abc import Mapping

from schematic.constructors._constructor import Constructor, Inside, Layers
from schematic.constructors._flat import dense, unflattening
from schematic.constructors._joined import entering, features_of
from schematic.constructors._port import Port


class Mlp(Constructor):
    """Without sizes it is one linear map."""

    name = "mlp"
    options: tuple[str, ...] = ("act", "norm", "dropout", "embedding", "init")
    words: Mapping[str, tuple[str, ...]] = {"norm": ("none", "batch", "layer", "spectral")}
    stands_on_trunks = True

    def layers(self, inside: Inside, port: Port) -> Layers:
        """All layers but the last linear one are the trunk."""
        *trunk, last = (*entering(inside, port), *dense(features_of(inside, port), inside, port))
        return Layers(tuple(trunk), (last, *unflattening(port)))

    def has_features(self, inside: Inside, port: Port) -> bool:
        """The last hidden layer, if there is one."""
        return bool(inside.sizes)

    def features(self, inside: Inside, port: Port) -> int:
        """The width of the last hidden layer."""
        return inside.sizes[-1]

    def on(self, features: int, inside: Inside, port: Port) -> Layers:
        """The same layers, which read features in place of parents."""
        return Layers((), (*dense(features, inside, port), *unflattening(port)))


CONSTRUCTOR = Mlp()
