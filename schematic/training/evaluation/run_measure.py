"""The measures of a run: `MEASURES` holds what can be measured on held-out examples.

Each measure is a file of `schematic/training/evaluation/measures/`, which `MEASURES` finds; to add
one is to add its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schematic.rooms import Rooms
from schematic.training.evaluation.results import Effort, Result
from schematic.training.run.run_folder import Run


@dataclass(frozen=True)
class Measure:
    """One thing to measure.

    Attributes:
        place: where its results stand among the others'; the smallest comes first.
        measure: yields named numbers of a run; none where it does not apply.
        notes: yields what it leaves out of a run that it applies to, why, and the cure.
        reads_features: whether it compares samples with data in features that the user may name.
    """

    place: int
    measure: Callable[[Run, Effort], Iterator[Result]]
    notes: Callable[[Run, Effort], Iterator[str]] = lambda run, effort: iter(())
    reads_features: bool = False


MEASURES = Rooms("schematic.training.evaluation.measures", "MEASURE", Measure)
