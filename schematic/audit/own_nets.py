"""A compiled model → its nets as a user's function gets them: modules of their parents.

A net that the compiler builds reads one tensor; the module that is handed out takes the parents of
its arrow, one by one, and returns raw parameters, as a module does that is bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from schematic.emit.kernels.nets import join_maps
from schematic.graph import Schematic
from schematic.graph.ports import reads_maps
from schematic.verify.worlds.smooth_nets import column
from schematic.verify.worlds.spec_nets import SpecNet


class OwnNet(SpecNet):
    """A net of a model, called as a module that is bound; its `trunk` is its layers but the last.

    It has a trunk where another net, or a density of features, reads one.
    """

    def __init__(self, model: nn.Module, schematic: Schematic, name: str) -> None:
        """Take the net out of its model."""
        factor = next(f for f in schematic.factors if name in (ref.net for ref in f.law.nets))
        super().__init__(model, schematic, factor, name)
        self.as_maps = len(factor.parents) > 1 and reads_maps(schematic, name)
        if (layers := getattr(self.net, "trunk", None)) is not None:
            trunk = Trunk(layers, self.classes, as_maps=self.as_maps)
            object.__setattr__(self, "trunk", trunk)  # its parameters are in this net once already

    def forward(self, *parents: Tensor) -> Tensor:
        """Raw parameters, [B, …], or what an invertible net returns: a value and its log|det|."""
        if not self.as_maps or self.base:
            return super().forward(*parents)
        output: Tensor = self.net(join_maps(*self._apart(parents)))
        return output


class Trunk(nn.Module):
    """The layers of a net but the last, as a module of its parents."""

    def __init__(self, layers: nn.Module, classes: Sequence[int], *, as_maps: bool) -> None:
        """Take the layers, and a class count for each parent (0 for numbers)."""
        super().__init__()
        self.layers, self.classes, self.as_maps = layers, tuple(classes), as_maps

    def forward(self, *parents: Tensor) -> Tensor:
        """The features of the parents, [B, …]."""
        pairs = list(zip(parents, self.classes, strict=True))
        if self.as_maps:
            joined = join_maps(*(column(value, k) if k else value for value, k in pairs))
        elif len(pairs) == 1 and not self.classes[0]:
            joined = parents[0]
        else:
            joined = torch.cat([column(value, k) for value, k in pairs], 1)
        features: Tensor = self.layers(joined)
        return features


def nets_of(
    model: nn.Module, schematic: Schematic, given: Mapping[str, nn.Module]
) -> dict[str, nn.Module]:
    """Every net of a model by its name: the user's own modules, and ours."""
    return {
        name: given[name] if name in given else OwnNet(model, schematic, name)
        for name in schematic.group_of
    }
