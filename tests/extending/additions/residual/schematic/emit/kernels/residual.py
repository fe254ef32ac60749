"""The block of residual nets."""

from __future__ import annotations

from torch import Tensor, nn


class ResidualBlock(nn.Module):
    """x + W₂ σ(W₁ σ(x)), the activation before each linear map; a new width maps x linearly."""

    def __init__(self, before: int, after: int, act: nn.Module) -> None:
        """Take the widths and the activation σ."""
        super().__init__()
        self.inner = nn.Sequential(act, nn.Linear(before, after), act, nn.Linear(after, after))
        self.outer = nn.Identity() if before == after else nn.Linear(before, after, bias=False)

    def forward(self, value: Tensor) -> Tensor:
        """The features [B, before] → [B, after]."""
        output: Tensor = self.outer(value) + self.inner(value)
        return output
