"""A run → what distances read, the features of its samples and data; or why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import torch

from schematic.data import Array
from schematic.training.evaluation.chosen_features import (
    choose_features,
    refuse_features,
    why_no_features,
)
from schematic.training.evaluation.comparison import ENOUGH, GROUPS, Compared, Side
from schematic.training.evaluation.feature_map import FeatureMap, in_chunks
from schematic.training.evaluation.generator import find_generator
from schematic.training.evaluation.results import Effort
from schematic.training.evaluation.row_chunks import whole_chunks
from schematic.training.evaluation.sampled_data import SampledData, sampled_data
from schematic.training.run.run_folder import Run

MOST = 10_000  # training and held-out examples, so that memory is bounded
FEWEST = 2  # examples of a group: a variance needs them


def not_compared(run: Run, effort: Effort) -> Iterator[str]:
    """Yield what is not said of the samples of a run for lack of features or of examples."""
    generator = find_generator(run)
    if generator is None:
        return
    data = sampled_data(generator)
    if effort.features is None and (reason := why_no_features(data)):
        yield f"samples of {generator.node} are not compared with the data: {reason}"
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
    generator = find_generator(run)
    if generator is None:
        refuse_features(run, effort)
        return None
    data = sampled_data(generator)
    features = choose_features(run, data, effort)
    size = _size(data, effort)
    if features is None or size < FEWEST:
        return None
    rng = np.random.default_rng(effort.seed)
    train = rng.permutation(data.train.values)[:MOST]
    number = size * min(effort.samples // size, GROUPS)
    asked = generator.asked_classes(number, effort.seed) if features.classify else None
    samples = generator.batches(number, effort.seed)
    held_out = None
    if data.held_out is not None:
        labels = data.held_out.labels
        rows = rng.permutation(len(data.held_out.values))[:MOST]
        wanted = None if labels is None or asked is None else labels[rows]
        held_out = _side(features, [data.held_out.values[rows]], wanted, size, run.device)
    reference = in_chunks(features.compute, train, run.device)
    side = _side(features, samples, asked, size, run.device)
    return Compared(features, size, reference, side, held_out)


def _side(
    features: FeatureMap,
    batches: Iterable[Array],
    asked: Array | None,
    size: int,
    device: torch.device,
) -> Side:
    """The features of examples, and what they are told and asked to be, in groups of a size."""
    seen, told = [], []
    for batch in batches:
        seen.append(in_chunks(features.compute, batch, device))
        if features.classify is not None:
            told.append(in_chunks(features.classify, batch, device))
    return Side(
        whole_chunks(torch.cat(seen), size),
        whole_chunks(torch.cat(told), size) if told else (),
        () if asked is None else whole_chunks(_numbered(asked, features.classes), size),
    )


def _numbered(labels: Array, classes: Array | None) -> torch.Tensor:
    """Labels [N] as the classifier counts them; −1 for one that it does not know."""
    which = labels[:, None] == (np.empty(0) if classes is None else classes)
    return torch.as_tensor(np.where(which.any(1), which.argmax(1), -1))


def _size(data: SampledData, effort: Effort) -> int:
    """How many examples are in a group."""
    least = data.train if data.held_out is None else data.held_out
    return min(effort.samples, MOST, len(least.values))
