"""The distances of samples from data: `DISTANCES` holds what is said of two sets of features.

Each is a file of `schematic/training/evaluation/distances/`; to add one is to add its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schematic.rooms import Rooms
from schematic.training.evaluation.comparison import Compared
from schematic.training.evaluation.results import Result


@dataclass(frozen=True)
class Distance:
    """One way to compare samples with data.

    Attributes:
        place: where its results stand among the others'; the smallest comes first.
        measure: yields named numbers; none where it does not apply.
    """

    place: int
    measure: Callable[[Compared], Iterator[Result]]


DISTANCES = Rooms("schematic.training.evaluation.distances", "DISTANCE", Distance)
