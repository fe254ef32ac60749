"""Uniform laws on an interval; they are drawn from and never scored."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def uniform_prior(
    shape: Sequence[int], low: float, high: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A draw from U(low, high) of this shape, [B, …]; base noise u ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(shape, dtype=like.dtype, device=like.device)
    return low + (high - low) * noise
