"""Where a run lies, and whether there can be one: what can be said before torch is imported."""

from __future__ import annotations

import re
from pathlib import Path

from schematic.graph import Schematic
from schematic.training.training_errors import RunError, TrainingError


def default_folder(schematic: Schematic, data: str) -> Path:
    """Return the folder of a run without a name of its own: `runs/<model>-<data>`."""
    name = f"{schematic.name}-{Path(data).name.split('.')[0] or 'data'}"
    return Path("runs") / (re.sub(r"[^\w-]+", "-", name).strip("-").lower() or "run")


def check_named(folder: str | Path | None) -> None:
    """Refuse an empty name: it would be that of the working directory.

    Raises:
        TrainingError: it is empty.
    """
    if folder == "":
        message = "--out names no folder: it is empty"
        raise TrainingError(message, "give it a value, or leave it out")


def check_folder(folder: Path) -> None:
    """Refuse what is no folder.

    Raises:
        RunError: it is none.
    """
    if not folder.is_dir():
        raise RunError(
            f"{folder} is no run: it is no folder", "give the folder that `sgm train` wrote"
        )
