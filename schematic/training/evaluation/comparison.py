"""What distances read: features of samples, of training and of held-out examples.

Most distances between finite sets are biased, and more so for small sets. So samples are compared
in groups as large as the held-out set, each with the training examples; the held-out examples are
compared alike, and what they reach is what a perfect model would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from schematic.training.evaluation.feature_map import FeatureMap
from schematic.training.evaluation.results import Better, Result
from schematic.training.evaluation.row_chunks import whole_chunks

GROUPS = 100  # at most
NEIGHBOURS = 5
ENOUGH = NEIGHBOURS + 1  # examples of a group, so that each has as many neighbours in it


@dataclass(frozen=True, eq=False)
class Side:
    """Samples, or held-out examples, in groups of one size.

    Attributes:
        features: of a group each, float64 [size, d].
        told: probabilities of classes that a classifier tells, [size, K] for each group; () where
            the features know no classes.
        asked: the class that each example is to be of, as the classifier counts them, [size] for
            each group; () where nobody has said so.
    """

    features: tuple[Tensor, ...]
    told: tuple[Tensor, ...] = ()
    asked: tuple[Tensor, ...] = ()


@dataclass(frozen=True, eq=False)
class Compared:
    """What distances are computed from.

    Attributes:
        features: the map that gave the features.
        size: examples in a group.
        train: features of the training examples in random order, float64 [N, d].
        samples: the samples.
        held_out: the held-out examples; None where nothing is held out.
    """

    features: FeatureMap
    size: int
    train: Tensor
    samples: Side
    held_out: Side | None

    @property
    def blocks(self) -> tuple[Tensor, ...]:
        """The training examples in blocks of the size of a group; one where there are fewer."""
        return whole_chunks(self.train, self.size) or (self.train,)

    def pairs(self, side: Side) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield each group beside a block, and each block beside a group, as few as can be."""
        groups, blocks = side.features, self.blocks
        for i in range(min(GROUPS, max(len(groups), len(blocks)))):
            yield groups[i % len(groups)], blocks[i % len(blocks)]


def of_both(
    compared: Compared,
    name: str,
    values: Callable[[Side], Sequence[float]],
    meaning: str,
    better: Better,
) -> Iterator[Result]:
    """Yield a distance of samples from the training data, and that of held-out examples.

    Args:
        compared: the sets.
        name: of the distance, without that of the features.
        values: one side → a value of each group, or of each pair of a group and a block.
        meaning: of the distance.
        better: its direction.
    """
    found, title = values(compared.samples), f"{name}, {compared.features.name}"
    yield Result(title, float(np.mean(found)), meaning + _spread(found), better)
    if compared.held_out is not None:
        reached = values(compared.held_out)
        meaning = f"the same, of held-out examples{_spread(reached)}"
        yield Result("  of held-out data", float(np.mean(reached)), meaning)


def _spread(found: Sequence[float]) -> str:
    return f"; ±{np.std(found):.2g} among groups" if len(found) > 1 else ""
