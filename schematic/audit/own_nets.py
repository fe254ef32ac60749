"""A compiled model → its nets as a user's function gets them: modules of their parents.

A net that the compiler builds reads one tensor; the module that is handed out takes the parents of
its arrow, one by one, and returns raw parameters, as a module does that is bound.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from schematic.emit.kernels.nets import join_maps
from schematic.graph import Schematic
from schematic.graph.ports import reads_maps
from schematic.program.written_names import attribute
from schematic.verify.worlds.smooth_nets import column
from schematic.verify.worlds.spec_nets import SpecNet


class OwnNet(SpecNet):
    """A net of a model, called as a module that is bound."""

    def __init__(self, model: nn.Module, schematic: Schematic, name: str) -> None:
        """Take the net out of its model."""
        factor = next(f for f in schematic.factors if name in (ref.net for ref in f.law.nets))
        super().__init__(model, schematic, factor, name)
        self.as_maps = len(factor.parents) > 1 and reads_maps(schematic, name)

    def forward(self, *parents: Tensor) -> Tensor:
        """Raw parameters, [B, …], or what an invertible net returns: a value and its log|det|."""
        if not self.as_maps or self.base:
            return super().forward(*parents)
        output: Tensor = self.net(join_maps(*self._apart(parents)))
        return output

    def trunk(self, *parents: Tensor) -> Tensor:
        """The features that the layers but the last make of the parents, [B, …]."""
        if self.as_maps:
            joined = join_maps(*self._apart(parents))
        elif len(parents) == 1 and not self.classes[0]:
            joined = parents[0]
        else:
            pairs = zip(parents, self.classes, strict=True)
            joined = torch.cat([column(value, k) for value, k in pairs], 1)
        features: Tensor = self.net.trunk(joined)  # type: ignore[operator]
        return features


def nets_of(
    model: nn.Module, schematic: Schematic, given: Mapping[str, nn.Module]
) -> dict[str, nn.Module]:
    """Every net of a model by its name: the user's own modules, and ours."""
    return {
        name: given[name] if name in given else OwnNet(model, schematic, name)
        for name in schematic.group_of
    }


def module_of(model: nn.Module, name: str) -> nn.Module:
    """The module of a model that is a net."""
    found: nn.Module = getattr(model, attribute(name))
    return found
