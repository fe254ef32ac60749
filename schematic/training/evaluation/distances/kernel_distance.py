"""The kernel distance: the unbiased squared MMD with the kernel (u·v / d + 1)³.

It is known as the KID where the features are those of Inception [Binkowski2018]. The kernel sees
means, covariances and third moments, and nothing else. An unbiased estimate of 0 is below 0 half
the time.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.training.evaluation.comparison import Compared, Side, of_both
from schematic.training.evaluation.distance import Distance
from schematic.training.evaluation.results import Better, Result
from schematic.training.evaluation.row_chunks import chunks_of

ROWS = 1_000  # of a kernel that are in memory at once


def measure_kernel(compared: Compared) -> Iterator[Result]:
    """Yield the distance of groups of samples from blocks of training examples, on average."""

    def values(side: Side) -> list[float]:
        return [polynomial_mmd(a, b) for a, b in compared.pairs(side)]

    meaning = "squared MMD, kernel (u·v/d + 1)³; 0 is perfect, less is chance"
    yield from of_both(compared, "kernel distance", values, meaning, Better.LOWER)


def polynomial_mmd(a: Tensor, b: Tensor) -> float:
    """Return the unbiased MMD² of sets [N, d] and [M, d], N and M from 2."""
    n, m, width = len(a), len(b), a.shape[1]

    def total(u: Tensor, v: Tensor) -> Tensor:
        parts = [(part @ v.T / width + 1).pow(3).sum() for part in chunks_of(u, ROWS)]
        return torch.stack(parts).sum()

    def same(u: Tensor) -> Tensor:
        return (u.square().sum(1) / width + 1).pow(3).sum()

    within = (total(a, a) - same(a)) / (n * (n - 1)) + (total(b, b) - same(b)) / (m * (m - 1))
    return float(within - 2 * total(a, b) / (n * m))


DISTANCE = Distance(20, measure_kernel)
