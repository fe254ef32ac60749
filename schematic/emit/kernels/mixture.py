"""Nodes that are summed out: all of their values, and the density without them."""

from __future__ import annotations

import math
from functools import reduce
from operator import add

import torch
from torch import Tensor

from schematic.emit.kernels.enumerate import every_bits


def all_classes(classes: int, length: int, like: Tensor) -> Tensor:
    """Every class so often, [K · length], the first class first."""
    return torch.arange(classes, device=like.device).repeat_interleave(length)


def all_bits(event: tuple[int, ...], length: int, like: Tensor) -> Tensor:
    """Every pattern of n bits so often, [2ⁿ · length, …]; the first element changes fastest."""
    return every_bits(torch.empty(length, *event, dtype=like.dtype, device=like.device))


def uniform_mixture_nll(*costs: Tensor, values: int) -> Tensor:
    """−log of the mean of exp(−Σ costs) over the K values, [K · B] → [B] in nats."""
    return math.log(values) + mixture_nll(*costs, values=values)


def mixture_nll(*costs: Tensor, values: int) -> Tensor:
    """−log Σ_c exp(−Σ costs) over the K values c, the outermost copies: [K · B] → [B] in nats."""
    return -torch.logsumexp(-reduce(add, costs).reshape(values, -1), 0)
