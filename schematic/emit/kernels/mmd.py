"""The maximum mean discrepancy between two sets of examples."""

from __future__ import annotations

import torch
from torch import Tensor


def closeness(left: Tensor, right: Tensor, scale: float) -> Tensor:
    """Σ_s sC / (sC + ‖l − r‖²) of every pair, [N, M], with C = scale; rows are examples [·, E]."""
    norms = left.square().sum(1)[:, None] + right.square().sum(1)
    squares = norms - 2 * left @ right.T
    widths = [scale * s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)]
    return torch.stack([width / (width + squares) for width in widths]).sum(0)


def mean_of_pairs(values: Tensor, scale: float) -> Tensor:
    """The mean closeness of two different examples of a set [N, E], a scalar."""
    pairs = closeness(values, values, scale)
    return (pairs.sum() - pairs.diagonal().sum()) / (len(values) * (len(values) - 1))


def mmd_squared(values: Tensor, priors: Tensor, scale: float, samples: int) -> Tensor:
    """The unbiased squared MMD between values [k · B, …] and draws of a law [B, …], a scalar.

    With k samples, which come k-major, it is the mean over them.

    Raises:
        ValueError: there is one example, and so no pair.
    """
    if len(priors) < 2:
        message = "the MMD compares examples with each other: give at least two"
        raise ValueError(message)
    law = priors.flatten(1)
    within = mean_of_pairs(law, scale)
    each = [
        mean_of_pairs(part, scale) + within - 2 * closeness(part, law, scale).mean()
        for part in values.flatten(1).chunk(samples)
    ]
    return torch.stack(each).mean()
