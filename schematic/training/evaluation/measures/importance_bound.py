"""A run → the importance weighted bound on log p(x) of held-out data  [Burda2016, eq. 8].

    log (1/k) Σ p(x, z_i) / q(z_i|x) ≤ log p(x) in expectation, z_i ~ q(z|x),

is tighter than the evidence bound, and comes closer to log p(x) with every k. One example is taken
at a time and its weights are added up in chunks, so memory does not grow with k.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch

from schematic.graph import Factor, Schematic
from schematic.graph.schematic import Attributes, Parts
from schematic.objective.passes import find_passes
from schematic.training.device import fixed_noise
from schematic.training.evaluation.held_out import held_out_columns
from schematic.training.evaluation.plain_model import (
    at_trained_weights,
    is_exact,
    without_adversary,
)
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.loop.batches import Batch, domain_sizes, take
from schematic.training.run.run_folder import Run

CHUNK = 1_000  # weights of an example that are computed at once


def measure_importance(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield the mean of the bound over the held-out examples."""
    plain, k = without_adversary(run.setup.schematic), effort.weights
    if plain is None or k < 2 or is_exact(plain):
        return
    parts = math.ceil(k / CHUNK)
    sizes = [k // parts + (part < k % parts) for part in range(parts)]
    models = {size: at_trained_weights(run, weighed(plain, size)) for size in set(sizes)}
    if None in models.values():
        return
    chunks = [(models[size], size) for size in sizes]
    columns = held_out_columns(run)
    count = min(domain_sizes(columns).values())
    total = 0.0
    with fixed_noise(effort.seed, run.device):
        for row in range(count):
            example = take(columns, dict.fromkeys(domain_sizes(columns), slice(row, row + 1)))
            total += log_mean_weight(chunks, example)
    meaning = "tighter, log of the mean of so many importance weights"
    yield Result(f"bound, {k:,} weights", total / count, meaning, Better.HIGHER)


@torch.no_grad()
def log_mean_weight(chunks: list[tuple[Any, int]], example: Batch) -> float:
    """Log (1/k) Σ w of a batch of one, in nats; each chunk is a model and its number of weights."""
    sums = []
    for model, size in chunks:
        (cost,) = model.losses(example).values()
        sums.append(math.log(size) - cost.double())
    k = sum(size for _, size in chunks)
    return float(torch.logsumexp(torch.stack(sums), 0)) - math.log(k)


def weighed(plain: Schematic, samples: int) -> Schematic:
    """The schematic with the importance bound of its pass: the first stochastic arrow says it.

    Args:
        plain: a schematic that bounds log p(x).
        samples: the number of weights, from 2.
    """
    (run,) = find_passes(plain)
    first = next(factor for factor in run.inferred.values() if not factor.hollow)

    def said(factor: Factor) -> Factor:
        bound = replace(Attributes(), samples=samples, bound="importance")
        return replace(factor, attributes=bound if factor is first else Attributes())

    parts = Parts.of(plain.nodes.values(), [said(factor) for factor in plain.factors])
    return replace(plain, parts=parts)


MEASURE = Measure(11, measure_importance)
