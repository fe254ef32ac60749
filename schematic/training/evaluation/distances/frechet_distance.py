"""The Fréchet distance: how far two Gaussians with the moments of the two sets are apart, squared.

    |μ − ν|² + tr Σ + tr Γ − 2 tr (Σ^½ Γ Σ^½)^½

It is known as the FID where the features are those of Inception [Heusel2017]. A covariance is Σ =
AᵀA with A the triangular factor of the centred features, so the last trace is the sum of the
singular values of A Bᵀ: nothing is squared before its root is taken, and no covariance needs to be
invertible. The distance is biased upwards for finite sets, and the more, the smaller they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.training.evaluation.comparison import Compared, Side, of_both
from schematic.training.evaluation.distance import Distance
from schematic.training.evaluation.results import Better, Result


def measure_frechet(compared: Compared) -> Iterator[Result]:
    """Yield the distance of the samples from all training examples, a group at a time."""
    reference = moments(compared.train)

    def values(side: Side) -> list[float]:
        return [frechet(moments(group), reference) for group in side.features]

    meaning = f"squared, in {compared.features.unit}; 0 is perfect"
    yield from of_both(compared, "Fréchet distance", values, meaning, Better.LOWER)


def moments(features: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean [d] of features [N, d], and a factor A [min(N, d), d] of their covariance."""
    mean = features.mean(0)
    factor = torch.linalg.qr(features - mean, mode="r").R / max(len(features) - 1, 1) ** 0.5
    return mean, factor


def frechet(a: tuple[Tensor, Tensor], b: tuple[Tensor, Tensor]) -> float:
    """Return the squared Fréchet distance of two Gaussians, given by mean and factor."""
    (mean, factor), (other, opposite) = a, b
    common = torch.linalg.svdvals(factor @ opposite.T).sum()
    traces = factor.square().sum() + opposite.square().sum()
    return max(0.0, float((mean - other).square().sum() + traces - 2 * common))


DISTANCE = Distance(10, measure_frechet)
