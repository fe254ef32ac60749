"""The kinds of features: `FEATURE_KINDS` holds in what samples can be compared with data.

Each kind is a file of `schematic/training/evaluation/feature_kinds/`; to add one is to add its
file. A user's own features are no kind: they are a file of the user's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schematic.rooms import Rooms
from schematic.training.evaluation.feature_map import FeatureMap
from schematic.training.evaluation.sampled_data import SampledData
from schematic.training.run.run_folder import Run


@dataclass(frozen=True)
class FeatureKind:
    """One kind of features.

    Attributes:
        place: the kind with the smallest is taken first.
        lacks: what data lack for it, in words; None where it can be made.
        suits: whether it is taken where the user names none.
        make: the features for the data of a run.
    """

    place: int
    lacks: Callable[[SampledData], str | None]
    suits: Callable[[SampledData], bool]
    make: Callable[[Run, SampledData], FeatureMap]


FEATURE_KINDS = Rooms("schematic.training.evaluation.feature_kinds", "FEATURES", FeatureKind)
