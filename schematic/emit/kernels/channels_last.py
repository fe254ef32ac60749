"""Maps that lie in memory with their channels last, where a CPU's convolutions are faster so."""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["ChannelsLast"]


def channels_last(maps: Tensor) -> Tensor:
    """The same maps [B, C, H, W], on a CPU with their channels last in memory."""
    if maps.dim() != 4 or not maps.is_cpu or maps.stride(1) == 1:
        return maps
    return maps.clone(memory_format=torch.channels_last)


class ChannelsLast(nn.Sequential):
    """Layers one after another, between which maps lie in memory with their channels last."""

    def forward(self, value: Tensor) -> Tensor:
        """What the last layer returns; parameters and numbers are those of `nn.Sequential`."""
        for layer in self:
            value = layer(channels_last(value))
        return value
