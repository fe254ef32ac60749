"""`classifier`: the hidden layer of a classifier that is trained on the labels of the data."""

from __future__ import annotations

import numpy as np

from schematic.training.evaluation.feature_kind import FeatureKind
from schematic.training.evaluation.feature_map import FeatureMap, in_chunks
from schematic.training.evaluation.kept_classifier import find_classifier
from schematic.training.evaluation.label_classifier import FEATURES as WIDTH
from schematic.training.evaluation.label_classifier import classes_of
from schematic.training.evaluation.sampled_data import SampledData
from schematic.training.run.run_folder import Run

FEWEST = 10
"""Examples of a class, on average; labels of fewer are names of examples rather than of classes."""


def make_classifier(run: Run, data: SampledData) -> FeatureMap:
    """Return the features of the classifier, and what it reaches on held-out examples."""
    assert data.train.labels is not None
    found, digest = find_classifier(run.folder, data.train.values, data.train.labels, run.device)
    classes = classes_of(data.train.labels)
    about = f"{WIDTH} features of a classifier of the labels ({digest[:8]})"
    tested = data.held_out
    if tested is not None and tested.labels is not None and (tested.labels >= 0).any():
        known = tested.labels >= 0
        told = in_chunks(found.probabilities, tested.values[known], run.device).argmax(1).numpy()
        right = float(np.mean(classes[told] == tested.labels[known]))
        about += f" that recognises {right:.3g} of held-out examples"
    return FeatureMap(
        "classifier",
        "standard deviations of the training data",
        about,
        found.features,
        found.probabilities,
        classes,
    )


def _lacks(data: SampledData) -> str | None:
    labels = data.train.labels
    if labels is None:
        return "no labels to train a classifier on"
    classes, known = len(classes_of(labels)), int((labels >= 0).sum())
    if classes < 2:
        return f"{classes} class among the labels, which is nothing to tell apart"
    if known < FEWEST * classes:
        return f"{classes} classes among {known} labelled examples, which are too few of each"
    return None


def _suits(data: SampledData) -> bool:
    return _lacks(data) is None


FEATURES = FeatureKind(20, _lacks, _suits, make_classifier)
