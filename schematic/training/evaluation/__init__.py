"""A run → numbers that fit the model, chosen by the terms of its objective and by its data."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.data.dataset import in_domain
from schematic.training.evaluation.results import Effort, Result, write_json, write_text
from schematic.training.evaluation.run_measure import MEASURES, Measure
from schematic.training.run.held_out_examples import left_out
from schematic.training.run.run_folder import Run

__all__ = ["MEASURES", "Effort", "Measure", "Result", "evaluate", "write_json", "write_text"]


def evaluate(run: Run, effort: Effort | None = None) -> tuple[Result, ...]:
    """Everything that can be said of a trained run on its held-out examples.

    Args:
        run: a trained run.
        effort: how much work to make; the default where it is None.
    """
    chosen = effort or Effort()
    measures = sorted(MEASURES.values(), key=lambda each: each.place)
    found = tuple(result for each in measures for result in each.measure(run, chosen))
    return (*_examples(run), *found)


def _examples(run: Run) -> Iterator[Result]:
    """Yield how many held-out examples are taken, where it is not all of them."""
    for domain, (taken, total) in left_out(run).items():
        meaning = f"of {total:,} held out{in_domain(domain)}, spread evenly, are evaluated"
        yield Result("examples", taken, meaning)
