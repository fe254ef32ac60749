"""Data, and what the user says → the features in which samples are compared with the data."""

from __future__ import annotations

import math

from schematic.ranges import shown
from schematic.training.evaluation.feature_kind import FEATURE_KINDS
from schematic.training.evaluation.feature_map import FeatureMap
from schematic.training.evaluation.own_features import own_features
from schematic.training.evaluation.results import Effort
from schematic.training.evaluation.sampled_data import SampledData
from schematic.training.run.run_folder import Run
from schematic.training.training_errors import TrainingError


def why_no_features(data: SampledData) -> str | None:
    """Return why no features suit the data unasked, and the cure; None where some do."""
    kinds = FEATURE_KINDS.values()
    if any(kind.suits(data) for kind in kinds):
        return None
    lacks = " and ".join(filter(None, (kind.lacks(data) for kind in kinds)))
    return (
        f"there are {lacks}, and {math.prod(data.shape)} values are too many to be compared as "
        "they are; give features of your own, --features FILE.py:NAME, or compare values all the "
        "same, --features values"
    )


def refuse_features(run: Run, effort: Effort) -> None:
    """Raise an error if the user names features for a run that samples nothing to compare."""
    if effort.features is not None:
        raise TrainingError(
            f"--features {shown(effort.features)}: {run.setup.schematic.name} samples no node of "
            "numbers whose data have one domain, so that nothing is compared in them",
            "leave the option out",
        )


def choose_features(run: Run, data: SampledData, effort: Effort) -> FeatureMap | None:
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
