"""Schedules of noise: the factors of a value and of noise at a level from 0 to 1, and their rates.

A value x at level t is α(t) x + σ(t) ε; λ is log α²/σ², which falls as t grows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor


class Level(NamedTuple):
    """α and σ at a level, and their derivatives by it; tensors of its shape."""

    alpha: Tensor
    sigma: Tensor
    alpha_rate: Tensor
    sigma_rate: Tensor


def cosine(t: Tensor) -> Level:
    """α = cos πt/2 and σ = sin πt/2 [Nichol2021]."""
    half = 0.5 * math.pi
    alpha, sigma = torch.cos(half * t), torch.sin(half * t)
    return Level(alpha, sigma, -half * sigma, half * alpha)


def linear(t: Tensor) -> Level:
    """α = 1 − t and σ = t: straight lines from data to noise [Lipman2023]."""
    one = torch.ones_like(t)
    return Level(1 - t, t, -one, one)
