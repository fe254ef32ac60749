"""A run on a known mixture → which of its modes the samples reach, and how many samples hit one.

A sample is *on* a mode if it lies within 3σ of the mode's centre, σ being the standard deviation
of the mixture's components. A mode is *found* if at least 0.2 % of the samples (20 of 10,000) are
on it; with eight equal modes and all samples on one, 12.5 % would be.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from schematic.data.dataset import Array
from schematic.training.evaluation.results import Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import draw_samples, sampled_node

WITHIN = 3.0
FOUND = 0.002


def measure_modes(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield how many modes are found, and the share of samples on a mode."""
    dataset = run.setup.dataset
    if dataset.modes is None or dataset.sigma is None or sampled_node(run) is None:
        return
    samples = draw_samples(run, effort.samples, effort.seed)
    found, share = count_modes(samples, dataset.modes, dataset.sigma)
    total = len(dataset.modes)
    yield Result("modes found", found, f"of {total}, each with ≥ {FOUND:.1%} of the samples")
    yield Result("samples on a mode", share, f"share within {WITHIN:g}σ of its centre")


def count_modes(samples: Array, modes: Array, sigma: float) -> tuple[int, float]:
    """Return how many modes are found, and the share of samples on a mode.

    Args:
        samples: [N, *event], with D elements each.
        modes: the centres, [K, D].
        sigma: the standard deviation of each component, in the units of the samples.
    """
    points = samples.reshape(len(samples), -1)
    distance = np.linalg.norm(points[:, None] - modes[None], axis=-1)
    on = distance.min(1) <= WITHIN * sigma
    counts = np.bincount(distance.argmin(1)[on], minlength=len(modes))
    return int((counts >= FOUND * len(points)).sum()), float(on.mean())


MEASURE = Measure(30, measure_modes)
