"""A run on a known mixture → which modes the samples reach, how equally, and how wide in each.

A sample is *on* a mode if it lies within 3σ of the mode's centre, σ being the standard deviation
of the mixture's components. A mode is *found* if at least 0.2 % of the samples (20 of 10,000) are
on it; with eight equal modes and all samples on one, 12.5 % would be.

The spread inside a mode is that of the samples on it about their own mean, beside that of a
Gaussian of standard deviation σ that is cut off at 3σ: 1 is right, and 0 is one point on each mode.
The narrowest direction tells a mode that has become a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from schematic.data import Array
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import draw_samples, sampled_node

WITHIN = 3.0
FOUND = 0.002


@dataclass(frozen=True)
class Modes:
    """What samples say of the modes of a mixture.

    Attributes:
        found: how many modes are found.
        share: of the samples that are on a mode.
        imbalance: KL of the shares of the modes from equal ones, in nats; log K if one has all.
        spread: standard deviation inside a found mode over the right one, the mean over modes; None
            where no mode has two samples.
        narrowest: the same, in the direction in which the mode is narrowest.
    """

    found: int
    share: float
    imbalance: float | None
    spread: float | None
    narrowest: float | None


def measure_modes(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield how many modes are found, the share of samples on one, and how they fill it."""
    dataset = run.setup.dataset
    if dataset.modes is None or dataset.sigma is None or sampled_node(run) is None:
        return
    samples = draw_samples(run, effort.samples, effort.seed)
    seen, total = find_modes(samples, dataset.modes, dataset.sigma), len(dataset.modes)
    meaning = f"of {total}, each with ≥ {FOUND:.1%} of the samples"
    yield Result("modes found", seen.found, meaning, Better.HIGHER)
    whole = inside(dataset.modes.shape[1])
    meaning = f"share within {WITHIN:g}σ of its centre; of the mixture itself {whole:.3g}"
    yield Result("samples on a mode", seen.share, meaning, Better.HIGHER)
    if seen.imbalance is not None:
        meaning = f"KL of their shares from equal ones, nats; {np.log(total):.3g} if one has all"
        yield Result("imbalance of modes", seen.imbalance, meaning, Better.LOWER)
    if seen.spread is not None and seen.narrowest is not None:
        yield Result("spread inside a mode", seen.spread, "standard deviation over σ; 1 is right")
        meaning = "the same, where it is narrowest"
        yield Result("  in its narrowest direction", seen.narrowest, meaning)


def find_modes(samples: Array, modes: Array, sigma: float) -> Modes:
    """Compare samples with the modes of a mixture of equal shares.

    Args:
        samples: [N, *event], with D elements each.
        modes: the centres, [K, D].
        sigma: the standard deviation of each component, in the units of the samples.
    """
    points = samples.reshape(len(samples), -1).astype(np.float64)
    distance = np.stack([np.linalg.norm(points - mode, axis=1) for mode in modes], 1)
    nearest, on = distance.argmin(1), distance.min(1) <= WITHIN * sigma
    counts = np.bincount(nearest[on], minlength=len(modes))
    found = counts >= FOUND * len(points)
    widths = [
        _widths(points[on & (nearest == mode)], sigma)
        for mode in np.flatnonzero(found & (counts > 1))
    ]
    spread, narrowest = np.mean(widths, 0).tolist() if widths else (None, None)
    imbalance = _from_equal(counts) if on.any() else None
    return Modes(int(found.sum()), float(on.mean()), imbalance, spread, narrowest)


def inside(dimensions: int) -> float:
    """Return the share of a standard Gaussian within 3 of its centre."""
    half = torch.tensor([dimensions / 2, WITHIN**2 / 2], dtype=torch.float64)
    return float(torch.special.gammainc(half[0], half[1]))


def _widths(points: Array, sigma: float) -> tuple[float, float]:
    """The standard deviation of points [N, D], overall and where it is least, over the right one.

    A Gaussian that is cut off at 3σ has the variance σ² F_{D+2}(9) / F_D(9), F being the
    distribution function of chi-squared.
    """
    dimensions = points.shape[1]
    variance = sigma**2 * inside(dimensions + 2) / inside(dimensions)
    covariance = np.atleast_2d(np.cov(points, rowvar=False))
    least = max(0.0, float(np.linalg.eigvalsh(covariance)[0]))
    overall = float(np.trace(covariance)) / dimensions
    return (overall / variance) ** 0.5, (least / variance) ** 0.5


def _from_equal(counts: Array) -> float:
    shares = counts[counts > 0] / counts.sum()
    return max(0.0, float((shares * np.log(shares * len(counts))).sum()))


MEASURE = Measure(30, measure_modes)
