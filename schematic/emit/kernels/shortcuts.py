"""Layers with a shortcut around them."""

from __future__ import annotations

from torch import Tensor, nn


class Residual(nn.Module):
    """What some layers make of a value, added to the value or to a shortcut from it."""

    def __init__(self, *layers: nn.Module, shortcut: nn.Module | None = None) -> None:
        """Take the layers, and the shortcut where their output has another shape."""
        super().__init__()
        self.layers = nn.Sequential(*layers)
        self.shortcut = nn.Identity() if shortcut is None else shortcut

    def forward(self, value: Tensor) -> Tensor:
        """The sum, [B, …]."""
        output: Tensor = self.shortcut(value) + self.layers(value)
        return output
