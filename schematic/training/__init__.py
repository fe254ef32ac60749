"""A spec and data → a run: `train` and `resume` write it, `open_run` and `evaluate` read it.

Importing this package imports no torch; using a name of it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schematic.training.training_errors import (
    DivergedError,
    InterruptedTrainingError,
    RunError,
    TrainingError,
)

if TYPE_CHECKING:
    from schematic.training.evaluation import evaluate
    from schematic.training.options.config import Config, Request
    from schematic.training.run.run_folder import Run, open_run
    from schematic.training.train_and_resume import Outcome, resume, train

__all__ = [
    "Config",
    "DivergedError",
    "InterruptedTrainingError",
    "Outcome",
    "Request",
    "Run",
    "RunError",
    "TrainingError",
    "evaluate",
    "open_run",
    "resume",
    "train",
]

_HOMES = {
    "Config": "options.config",
    "Outcome": "train_and_resume",
    "Request": "options.config",
    "Run": "run.run_folder",
    "evaluate": "evaluation",
    "open_run": "run.run_folder",
    "resume": "train_and_resume",
    "train": "train_and_resume",
}


def __getattr__(name: str) -> Any:
    """Import a part of the interface when it is first used, and return it."""
    if name not in _HOMES:
        message = f"module 'schematic.training' has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    return getattr(importlib.import_module(f"schematic.training.{_HOMES[name]}"), name)
