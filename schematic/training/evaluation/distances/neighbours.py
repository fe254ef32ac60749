"""Precision and recall, density and coverage: who lies among whose nearest neighbours.

Around each example of a set lies a ball that reaches to its k-th nearest neighbour in its own set.
With balls around training examples and around samples of equal number:

* precision: the share of samples that lie in a ball of a training example [Kynkaanniemi2019];
* recall: the share of training examples that lie in a ball of a sample;
* density: in how many balls of training examples a sample lies, divided by k; it may exceed 1, and
  an outlier among the training examples counts for little [Naeem2020];
* coverage: the share of training examples with a sample in their ball.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass

import torch
from torch import Tensor

from schematic.training.evaluation.comparison import ENOUGH, NEIGHBOURS, Compared, Side, of_both
from schematic.training.evaluation.distance import Distance
from schematic.training.evaluation.results import Better, Result
from schematic.training.evaluation.row_chunks import chunks_of

ROWS = 500  # of a matrix of distances that are in memory at once


@dataclass(frozen=True)
class Neighbours:
    """The four shares; the module says what each is."""

    precision: float
    recall: float
    density: float
    coverage: float


MEANINGS = {
    "precision": "share of samples in the ball of a training example",
    "recall": "share of training examples in the ball of a sample",
    "density": f"balls of training examples that a sample is in, over {NEIGHBOURS}",
    "coverage": "share of training examples with a sample in their ball",
}


def measure_neighbours(compared: Compared) -> Iterator[Result]:
    """Yield the four, of groups of samples and blocks of training examples, on average."""
    if min(compared.size, len(compared.blocks[0])) < ENOUGH:
        return
    found = [(side, _all(compared, side)) for side in (compared.samples, compared.held_out)]
    for at, (name, meaning) in enumerate(MEANINGS.items()):

        def values(side: Side, at: int = at) -> list[float]:
            return [astuple(each)[at] for each in next(f for s, f in found if s is side)]

        yield from of_both(compared, name, values, meaning, Better.HIGHER)


def _all(compared: Compared, side: Side | None) -> list[Neighbours]:
    pairs = () if side is None else compared.pairs(side)
    return [neighbours(block, group, NEIGHBOURS) for group, block in pairs]


def neighbours(reference: Tensor, samples: Tensor, k: int) -> Neighbours:
    """Return the four of samples [M, d] and a reference [N, d], N and M above k."""
    around_reference, around_samples = radii(reference, k), radii(samples, k)
    covered = torch.zeros(len(reference), dtype=torch.bool)
    recalled = torch.zeros(len(reference), dtype=torch.bool)
    precise = dense = 0
    for part, own in zip(chunks_of(samples, ROWS), chunks_of(around_samples, ROWS), strict=True):
        distance = torch.cdist(part, reference)
        within = distance <= around_reference
        precise += int(within.any(1).sum())
        dense += int(within.sum())
        covered |= within.any(0)
        recalled |= (distance <= own[:, None]).any(0)
    n, m = len(reference), len(samples)
    return Neighbours(precise / m, int(recalled.sum()) / n, dense / (k * m), int(covered.sum()) / n)


def radii(points: Tensor, k: int) -> Tensor:
    """Return the distance of each point [N, d] from its k-th nearest among the others, [N]."""
    nearest = [
        torch.cdist(part, points).topk(k + 1, largest=False).values[:, -1]
        for part in chunks_of(points, ROWS)
    ]
    return torch.cat(nearest)


DISTANCE = Distance(30, measure_neighbours)
