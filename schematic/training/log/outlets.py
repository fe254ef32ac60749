"""The lines of the log → other places than `log.csv`: the table of what a run can write to.

Each line has a step and named values; an outlet gets both. When a run is resumed at a checkpoint,
the lines after it are dropped, since they are written again.
"""

from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from schematic.training.checkpoint.atomic_file import (
    append_own,
    remove,
    remove_empty,
    sync,
    write_own,
)
from schematic.training.checkpoint.own_files import is_there, read_own, reason_of, set_aside
from schematic.training.training_errors import TrainingError

Callback = Callable[[int, Mapping[str, float]], None]
"""What Python hands to `train`: it gets the step and the values of each line of the log."""

JSONL, EVENTS = "log.jsonl", "tensorboard"


class Outlet(Protocol):
    """A place to which the lines of the log are written."""

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Take a line."""

    def sync(self) -> None:
        """Bring all lines to the disk."""

    def close(self) -> None:
        """End."""


@dataclass(frozen=True)
class OutletKind:
    """One thing that `--log` may name.

    Attributes:
        open: an outlet in a run folder, for the lines after a step.
        cut: drops what it wrote to a run folder of steps after one, or says what is wrong with it.
        remove: removes what it wrote to a run folder.
        package: that it needs beside those of the project; "" for none.
    """

    open: Callable[[Path, int], Outlet]
    cut: Callable[[Path, int], str | None]
    remove: Callable[[Path], None]
    package: str = ""


class Called:
    """Hands each line to a function of the user's."""

    def __init__(self, callback: Callback) -> None:
        """Take the function."""
        self.callback = callback

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Call it; whatever it raises ends the training."""
        self.callback(step, dict(values))

    def sync(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Jsonl:
    """Adds an object of JSON a line to `log.jsonl`; `NaN` and infinities are words in it."""

    def __init__(self, folder: Path, step: int) -> None:
        """Take the folder; the file may have lines already."""
        self.path = folder / JSONL

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Add a line."""
        shown = {name: _in_json(value) for name, value in values.items()}
        line = json.dumps({"step": step, **shown}, ensure_ascii=False, allow_nan=False)
        append_own(self.path, f"{line}\n".encode())

    def sync(self) -> None:
        """Bring the file to the disk."""
        sync(self.path)

    def close(self) -> None:
        """Do nothing: the file is closed after each line."""


class TensorBoard:
    """Adds scalars to the event files in `tensorboard/`, which TensorBoard shows."""

    def __init__(self, folder: Path, step: int) -> None:
        """Begin a file; what others say of later steps, TensorBoard leaves out."""
        from torch.utils.tensorboard import SummaryWriter

        purge = step + 1 if step else None
        make: Any = SummaryWriter
        self.writer = make(str(folder / EVENTS), purge_step=purge)

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Add a scalar for each value."""
        for name, value in values.items():
            self.writer.add_scalar(name, value, step)

    def sync(self) -> None:
        """Bring the file to the disk."""
        self.writer.flush()

    def close(self) -> None:
        """End the file."""
        self.writer.close()


def _remove_events(folder: Path) -> None:
    place = folder / EVENTS
    if place.is_symlink() or not place.is_dir():
        remove(place)
        return
    for path in place.glob("events.out.tfevents.*"):
        remove(path)
    remove_empty(place)


def _cut_jsonl(folder: Path, step: int) -> str | None:
    """Drop the lines of later steps, and half a line; set aside a file with other lines."""
    path, kept = folder / JSONL, []
    if not is_there(path):
        return None
    try:
        for line in read_own(path).split(b"\n")[:-1]:
            if int(json.loads(line)["step"]) <= step:
                kept.append(line + b"\n")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        aside = set_aside(path)
        return f"{path} is damaged ({reason_of(error)}): it is kept as {aside.name}"
    write_own(path, b"".join(kept))
    return None


OUTLETS: Mapping[str, OutletKind] = {
    "jsonl": OutletKind(Jsonl, _cut_jsonl, lambda folder: remove(folder / JSONL)),
    "tensorboard": OutletKind(TensorBoard, lambda *_: None, _remove_events, "tensorboard"),
}


def check_outlets(names: Sequence[str]) -> None:
    """Refuse an outlet whose package is missing.

    Raises:
        TrainingError: it is.
    """
    for name in names:
        package = OUTLETS[name].package
        if package and importlib.util.find_spec(package) is None:
            raise TrainingError(
                f"--log {name} needs the package {package}, which is not installed",
                f"pip install 'schematic[{package}]'",
            )


def open_outlets(
    names: Sequence[str], callbacks: Sequence[Callback], folder: Path, step: int
) -> list[Outlet]:
    """Open all outlets of a run.

    Args:
        names: in `OUTLETS`.
        callbacks: of the user.
        folder: of the run.
        step: at which training begins.
    """
    return [*(OUTLETS[name].open(folder, step) for name in names), *map(Called, callbacks)]


def remove_outlets(folder: Path) -> None:
    """Remove what any outlet wrote to a run folder."""
    for kind in OUTLETS.values():
        kind.remove(folder)


def cut_outlets(folder: Path, step: int) -> list[str]:
    """Drop the lines after a step from what any outlet wrote; return what is wrong with it."""
    notes = [kind.cut(folder, step) for kind in OUTLETS.values()]
    return [note for note in notes if note]


def _in_json(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
