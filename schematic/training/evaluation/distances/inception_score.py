"""The Inception score: whether a classifier is sure of each sample, and sees all classes.

    exp E KL( p(t|x) ‖ p(t) ), p(t) = E p(t|x)

It is 1 where every sample is told the same and at most the number of classes [Salimans2016]. The
training data play no part, except in the classifier.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.training.evaluation.comparison import Compared, Side, of_both
from schematic.training.evaluation.distance import Distance
from schematic.training.evaluation.results import Better, Result


def measure_score(compared: Compared) -> Iterator[Result]:
    """Yield the score, a group at a time, where the features know classes."""
    if not compared.samples.told:
        return

    def values(side: Side) -> list[float]:
        return [inception_score(group) for group in side.told]

    classes = compared.samples.told[0].shape[1]
    meaning = f"between 1 and {classes}: sure of each sample, and all classes there"
    yield from of_both(compared, "Inception score", values, meaning, Better.HIGHER)


def inception_score(probabilities: Tensor) -> float:
    """Return exp E KL(p(t|x) ‖ p(t)) of probabilities of classes, [N, K]."""
    mean = probabilities.mean(0)
    log_ratio = probabilities.log() - mean.log()
    return float(
        torch.exp(torch.where(probabilities > 0, probabilities * log_ratio, 0).sum(1).mean())
    )


DISTANCE = Distance(40, measure_score)
