"""A run → features of its samples, of training and of held-out examples, in equal numbers.

Most distances between finite sets are biased, and more so for small sets. So samples are compared
in groups as large as the held-out set, each with the training examples; the held-out examples are
compared alike, and what they reach is what a perfect model would.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from schematic.data import Array
from schematic.ranges import shown
from schematic.training.evaluation.feature_kind import FEATURE_KINDS
from schematic.training.evaluation.feature_map import FeatureMap, in_chunks
from schematic.training.evaluation.own_features import own_features
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.row_chunks import chunks_of
from schematic.training.evaluation.sampled_data import SampledData, sampled_data
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import sample_batches
from schematic.training.training_errors import TrainingError

REFERENCE = 10_000  # training examples at most, so that memory is bounded
GROUPS = 100  # at most
FEWEST = 2  # examples of a group: a variance needs them
NEIGHBOURS = 5
ENOUGH = NEIGHBOURS + 1  # that an example has as many neighbours in its group


@dataclass(frozen=True, eq=False)
class Compared:
    """What distances are computed from.

    Attributes:
        features: the map that gave the features.
        size: examples in a group.
        train: features of the training examples in random order, float64 [N, d].
        samples: of samples, a group each, [size, d].
        held_out: the same of held-out examples; () where nothing is held out.
        sample_classes, held_out_classes: probabilities of classes, [size, K] for each group; ()
            where the features know no classes.
    """

    features: FeatureMap
    size: int
    train: Tensor
    samples: tuple[Tensor, ...]
    held_out: tuple[Tensor, ...]
    sample_classes: tuple[Tensor, ...] = ()
    held_out_classes: tuple[Tensor, ...] = ()

    @property
    def blocks(self) -> tuple[Tensor, ...]:
        """The training examples in blocks of the size of a group; one where there are fewer."""
        return _whole_groups(self.train, self.size) or (self.train,)

    def pairs(self, groups: Sequence[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield each group beside a block, and each block beside a group, as few as can be."""
        blocks = self.blocks
        for i in range(min(GROUPS, max(len(groups), len(blocks)))):
            yield groups[i % len(groups)], blocks[i % len(blocks)]


def of_both(
    compared: Compared,
    name: str,
    values: Callable[[Sequence[Tensor]], Sequence[float]],
    meaning: str,
    better: Better,
) -> Iterator[Result]:
    """Yield a distance of samples from the training data, and that of held-out examples.

    Args:
        compared: the sets.
        name: of the distance, without that of the features.
        values: the groups of one side → a value each.
        meaning: of the distance.
        better: its direction.
    """
    found, title = values(compared.samples), f"{name}, {compared.features.name}"
    yield Result(title, float(np.mean(found)), meaning + _spread(found), better)
    if compared.held_out:
        reached = values(compared.held_out)
        meaning = f"the same, of held-out examples{_spread(reached)}"
        yield Result("  of held-out data", float(np.mean(reached)), meaning)


def _spread(found: Sequence[float]) -> str:
    return f"; ±{np.std(found):.2g} among groups" if len(found) > 1 else ""


def not_compared(run: Run, effort: Effort) -> Iterator[str]:
    """Yield what is not said of the samples of a run for lack of features or of examples."""
    data = sampled_data(run)
    if data is None:
        return
    if effort.features is None and not any(kind.suits(data) for kind in FEATURE_KINDS.values()):
        lacks = " and ".join(filter(None, (kind.lacks(data) for kind in FEATURE_KINDS.values())))
        yield (
            f"samples of {data.node} are not compared with the data: there are {lacks}, and "
            f"{math.prod(data.shape)} values are too many to be compared as they are; give "
            "features of your own, --features FILE.py:NAME, or compare values all the same, "
            "--features values"
        )
        return
    size = _size(data, effort)
    if size < ENOUGH:
        said = "no distance" if size < FEWEST else "not all distances"
        yield (
            f"{said} of samples from the data: {size} samples or held-out examples are too few "
            f"for neighbours among them; there have to be {ENOUGH}: --samples {ENOUGH}, more data, "
            "or a larger --held-out in training"
        )


def compare(run: Run, effort: Effort) -> Compared | None:
    """Return the features of samples and of data; None where there is nothing to compare in.

    Raises:
        TrainingError: the features that the user names cannot be had, or are of no use.
    """
    data = sampled_data(run)
    if data is None:
        _refuse_features(run, effort)
        return None
    features = _features(run, data, effort)
    size = _size(data, effort)
    if features is None or size < FEWEST:
        return None
    rng = np.random.default_rng(effort.seed)
    held_out = None if data.held_out is None else rng.permutation(data.held_out.values)
    train = rng.permutation(data.train.values)[:REFERENCE]
    number = size * min(effort.samples // size, GROUPS)
    samples = _in_groups(features, sample_batches(run, number, effort.seed), size, run.device)
    reached = ((), ()) if held_out is None else _in_groups(features, [held_out], size, run.device)
    reference = in_chunks(features.compute, train, run.device)
    return Compared(features, size, reference, samples[0], reached[0], samples[1], reached[1])


def _in_groups(
    features: FeatureMap, batches: Iterable[Array], size: int, device: torch.device
) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """The features of examples, and what they are told to be, in groups of a size."""
    seen, told = [], []
    for batch in batches:
        seen.append(in_chunks(features.compute, batch, device))
        if features.classify is not None:
            told.append(in_chunks(features.classify, batch, device))
    return _whole_groups(torch.cat(seen), size), _whole_groups(
        torch.cat(told), size
    ) if told else ()


def _refuse_features(run: Run, effort: Effort) -> None:
    """Raise an error if the user names features for a run that samples nothing to compare."""
    if effort.features is not None:
        raise TrainingError(
            f"--features {shown(effort.features)}: {run.setup.schematic.name} samples no node of "
            "numbers from its priors alone, so that nothing is compared in them",
            "leave the option out",
        )


def _features(run: Run, data: SampledData, effort: Effort) -> FeatureMap | None:
    """The features that the user names, else the first that suit the data, if any do."""
    if effort.features is None:
        kinds = sorted(FEATURE_KINDS.values(), key=lambda kind: kind.place)
        return next((kind.make(run, data) for kind in kinds if kind.suits(data)), None)
    if ":" in effort.features:
        return own_features(effort.features, run.device)
    if effort.features not in FEATURE_KINDS.words:
        raise TrainingError(
            f"--features {shown(effort.features)} is no kind of features",
            f"choose from {', '.join(FEATURE_KINDS.words)}, or give your own: FILE.py:NAME",
        )
    kind = FEATURE_KINDS[effort.features]
    if lacks := kind.lacks(data):
        raise TrainingError(
            f"--features {effort.features}: the data have {lacks}",
            "choose others: --features values, or FILE.py:NAME",
        )
    return kind.make(run, data)


def _size(data: SampledData, effort: Effort) -> int:
    """How many examples are in a group."""
    least = data.train if data.held_out is None else data.held_out
    return min(effort.samples, REFERENCE, len(least.values))


def _whole_groups(values: Tensor, size: int) -> tuple[Tensor, ...]:
    return chunks_of(values[: len(values) // size * size], size)[:GROUPS]
