"""A run → numbers that fit the model, chosen by the terms of its objective and by its data."""

from __future__ import annotations

from schematic.training.evaluation.results import Effort, Result, write_json, write_text
from schematic.training.evaluation.run_measure import MEASURES, Measure
from schematic.training.loop.evaluation_mode import evaluating
from schematic.training.run.run_folder import Run

__all__ = ["MEASURES", "Effort", "Measure", "Result", "evaluate", "write_json", "write_text"]


def evaluate(run: Run, effort: Effort | None = None) -> tuple[Result, ...]:
    """Everything that can be said of a trained run, in evaluation mode, on held-out examples.

    Args:
        run: a trained run.
        effort: how much work to make; the default where it is None.
    """
    chosen = effort or Effort()
    measures = sorted(MEASURES.values(), key=lambda each: each.place)
    with evaluating(run.model):
        return tuple(result for each in measures for result in each.measure(run, chosen))
