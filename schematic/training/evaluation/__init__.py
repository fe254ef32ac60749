"""A run → numbers that fit the model, chosen by the terms of its objective and by its data."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from schematic.data.dataset import in_domain
from schematic.emit.kernels.nets import evaluating
from schematic.ranges import shown
from schematic.training.evaluation.results import Better, Effort, Result, write_json, write_text
from schematic.training.evaluation.run_measure import MEASURES, Measure
from schematic.training.run.held_out_examples import left_out
from schematic.training.run.run_folder import Run
from schematic.training.training_errors import TrainingError

__all__ = [
    "MEASURES",
    "Better",
    "Effort",
    "Measure",
    "Result",
    "evaluate",
    "notes",
    "write_json",
    "write_text",
]


def evaluate(
    run: Run, effort: Effort | None = None, only: Collection[str] = ()
) -> tuple[Result, ...]:
    """Everything that can be said of a trained run, in evaluation mode, on held-out examples.

    Args:
        run: a trained run.
        effort: how much work to make; the default where it is None.
        only: words of `MEASURES`; all of them where none is given.

    Raises:
        TrainingError: a word is none of a measure, or the features that samples are to be compared
            in cannot be had.
    """
    chosen, measures = effort or Effort(), _chosen(only)
    if chosen.features is not None and not any(each.reads_features for each in measures):
        reading = (word for word in MEASURES.words if MEASURES[word].reads_features)
        raise TrainingError(
            f"--features {shown(chosen.features)}: no measure that is chosen reads them",
            f"leave the option out, or choose {' or '.join(reading)} too",
        )
    with evaluating(run.model):
        found = tuple(result for each in measures for result in each.measure(run, chosen))
    return (*_examples(run), *found)


def notes(run: Run, effort: Effort, only: Collection[str] = ()) -> tuple[str, ...]:
    """What `evaluate` leaves out with the same arguments, why, and the cure.

    Raises:
        TrainingError: a word is none of a measure.
    """
    return tuple(note for each in _chosen(only) for note in each.notes(run, effort))


def _chosen(only: Collection[str]) -> list[Measure]:
    """The measures of these words, or all, in the order in which their results stand."""
    for word in only:
        if word not in MEASURES.words:
            known = ", ".join(MEASURES.words)
            raise TrainingError(f"no measure is called {shown(word)}", f"choose from {known}")
    return sorted((MEASURES[word] for word in only or MEASURES.words), key=lambda each: each.place)


def _examples(run: Run) -> Iterator[Result]:
    """Yield how many held-out examples are taken, where it is not all of them."""
    for domain, (taken, total) in left_out(run).items():
        meaning = f"of {total:,} held out{in_domain(domain)}, spread evenly, are evaluated"
        yield Result("examples", taken, meaning)
