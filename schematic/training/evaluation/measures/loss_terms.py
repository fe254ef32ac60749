"""A run → every term of every player's loss on the held-out examples."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.names import greek
from schematic.training.evaluation.held_out import average_terms, held_out_columns
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.run_folder import Run


def measure_losses(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield each player's held-out loss and the terms of it, in nats."""
    terms = average_terms(run.model, held_out_columns(run), effort, run)
    for player, found in terms.items():
        yield Result(
            f"loss of {greek(player)}", sum(found.values()), "held out, nats", Better.LOWER
        )
        if len(found) > 1:
            for label, value in found.items():
                yield Result(f"  its term {label}", value, "as it stands in the loss")


MEASURE = Measure(70, measure_losses)
