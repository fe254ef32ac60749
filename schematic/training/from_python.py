"""A call from Python → a training: gone on with, shown in a notebook, its errors in Python's words.

`schematic.train` is what users call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schematic.data import DataError
from schematic.diagnostics import Source
from schematic.training.live.notebook_output import notebook_output
from schematic.training.options.config import Request
from schematic.training.options.python_words import in_python
from schematic.training.training_errors import InterruptedTrainingError, TrainingError

if TYPE_CHECKING:
    from schematic.training.train_and_resume import Outcome, View


def go_on(
    source: Source,
    request: Request,
    folder: str | Path | None,
    asked: Mapping[str, Any],
    *,
    force: bool,
) -> Outcome:
    """Go on with the run of a spec.

    Raises:
        RunError: there is none, or it was begun with another spec.
        TrainingError: it is to be begun anew as well.
    """
    from schematic.training.run.run_of_spec import find_run_of
    from schematic.training.train_and_resume import resume

    if force:
        raise TrainingError("--resume goes on, --force begins anew", "give one of them")
    return resume(find_run_of(source, request, folder, asked["data"]), request, **asked)


@contextmanager
def told_in_python(data: object | None) -> Iterator[None]:
    """Within this context, errors name arguments of Python, not options of the command line.

    Args:
        data: the examples, where they are an object, without which no command can go on.
    """
    try:
        yield
    except InterruptedTrainingError as error:
        cure = "the same call with resume=True goes on"
        cure = f"{cure}; or {error.cure}" if data is None else cure
        raise InterruptedTrainingError(error.message, cure) from None
    except (DataError, TrainingError) as error:
        in_python(error)
        raise


def notebook_view(show: bool | None) -> View | None:
    """What shows a training in a notebook; None where nothing does."""
    output = notebook_output(show)
    if output is None:
        return None
    from schematic.training.live.view import viewing

    return partial(viewing, show=output)
