"""A run → numbers that fit the model, chosen by the terms of its objective and by its data.

Each file of this package measures one thing, and yields nothing where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schematic.training.evaluation.measures.accuracy import measure_accuracy
from schematic.training.evaluation.measures.code_discrepancy import measure_matching
from schematic.training.evaluation.measures.held_out_bound import measure_bound
from schematic.training.evaluation.measures.loss_terms import measure_losses
from schematic.training.evaluation.measures.modes_found import measure_modes
from schematic.training.evaluation.measures.reconstruction_error import measure_reconstruction
from schematic.training.evaluation.measures.recovered_codes import measure_codes
from schematic.training.evaluation.results import Effort, Result, write_json, write_text
from schematic.training.run.run_folder import Run

__all__ = ["MEASURES", "Effort", "Result", "evaluate", "write_json", "write_text"]

MEASURES: tuple[Callable[[Run, Effort], Iterator[Result]], ...] = (
    measure_bound,
    measure_reconstruction,
    measure_modes,
    measure_matching,
    measure_codes,
    measure_accuracy,
    measure_losses,
)


def evaluate(run: Run, effort: Effort | None = None) -> tuple[Result, ...]:
    """Everything that can be said of a trained run on its held-out examples."""
    chosen = effort or Effort()
    return tuple(result for measure in MEASURES for result in measure(run, chosen))
