"""A run that samples a data node → how far its samples are from the data, by every distance."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.training.evaluation.comparing import compare, not_compared
from schematic.training.evaluation.distance import DISTANCES
from schematic.training.evaluation.results import Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.run_folder import Run


def measure_samples(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield what is compared, and each distance beside that of held-out examples."""
    compared = compare(run, effort)
    if compared is None:
        return
    size, reached = compared.size, compared.held_out
    held_out = "no held-out ones" if reached is None else f"{len(reached.features) * size} held-out"
    meaning = (
        f"in groups of {size}, with {len(compared.train)} training examples and {held_out}, "
        f"by {compared.features.about}; seed {effort.seed}"
    )
    yield Result("samples compared", len(compared.samples.features) * size, meaning)
    for distance in sorted(DISTANCES.values(), key=lambda each: each.place):
        yield from distance.measure(compared)


MEASURE = Measure(38, measure_samples, not_compared, reads_features=True)
