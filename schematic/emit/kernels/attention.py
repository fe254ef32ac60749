"""Attention, and numbers as waves."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


class Attention(nn.Module):
    """Each token reads the others: softmax(QKᵀ/√d)V, by several heads  [Vaswani2017, eq. 1]."""

    def __init__(self, width: int, heads: int) -> None:
        """Take the width of a token, and how many heads share it."""
        super().__init__()
        self.heads = heads
        self.read, self.write = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens [B, T, width] → [B, T, width]."""
        parts = self.read(tokens).unflatten(-1, (3, self.heads, -1))  # [B, T, 3, heads, d]
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # [B, heads, T, d] each
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
        found = torch.softmax(scores, -1) @ value
        output: Tensor = self.write(found.transpose(1, 2).flatten(2))
        return output


class Waves(nn.Module):
    """A number as sines and cosines of it, at angular frequencies from 1000 down to 0.1."""

    waves: int

    def __init__(self, size: int) -> None:
        """Take how many features there are, half of them sines."""
        super().__init__()
        self.waves = size // 2

    def forward(self, value: Tensor) -> Tensor:
        """Numbers [B, 1] → [B, size]  [Ho2020, appendix B]."""
        steps = torch.arange(self.waves, dtype=value.dtype, device=value.device)
        angles = 1000.0 * value.flatten(1) * torch.exp(-math.log(1e4) * steps / self.waves)
        return torch.cat([torch.sin(angles), torch.cos(angles)], 1)
