"""A run folder → its spec and options, from their files or else from a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from schematic.training.checkpoint.archive import read_texts
from schematic.training.checkpoint.checkpoint_file import NEWEST_FIRST
from schematic.training.checkpoint.own_files import (
    SMALL,
    is_there,
    read_own,
    reason_of,
    set_aside,
)
from schematic.training.options.config_file import read_json
from schematic.training.run.run_data import read_digests
from schematic.training.run.run_place import check_folder
from schematic.training.training_errors import RunError

SPEC, CONFIG = "spec.sgm", "config.json"


class Kept(NamedTuple):
    """The texts that a run cannot be opened without.

    Attributes:
        spec: the whole model.
        config: the options as JSON; they have been read once without an error.
        notes: what is damaged; one of the two was then taken from a checkpoint.
        held_out: digests of the held-out examples, in hexadecimal.
    """

    spec: str
    config: str
    notes: list[str]
    held_out: str


def read_kept(folder: Path, *, settle: bool = False) -> Kept:
    """Read the spec and the options of a run.

    Args:
        folder: of the run.
        settle: whether to set aside a file that is damaged, so that it can be written again.

    Raises:
        RunError: there is no run in the folder, or both the file and its copies are damaged.
    """
    check_folder(folder)
    notes: list[str] = []
    config, spec = (_text(folder, name, notes, settle=settle) for name in (CONFIG, SPEC))
    held_out, damage = read_digests(folder)
    return Kept(spec, config, [*notes, *([damage] if damage else [])], held_out)


def _text(folder: Path, name: str, notes: list[str], *, settle: bool) -> str:
    """Read a text; where it is damaged, take the copy in the newest good checkpoint."""
    path = folder / name
    try:
        text = read_own(path, SMALL).decode("utf-8")
        if name == CONFIG:
            read_json(text, str(path))
        elif not text.strip():
            raise ValueError("it is empty")
    except (OSError, ValueError, RunError) as error:
        fault = error
    else:
        return text
    for checkpoint in NEWEST_FIRST:
        if (copy := read_texts(folder / checkpoint).get(name)) is not None:
            why = fault.message if isinstance(fault, RunError) else f"{path}: {reason_of(fault)}"
            aside = settle and is_there(path)
            kept = f" (kept as {set_aside(path).name})" if aside else ""
            notes.append(f"{why}{kept}; the copy in {checkpoint} is taken")
            return copy
    if isinstance(fault, RunError):
        raise fault
    raise _missing(path, fault) from fault


def _missing(path: Path, fault: BaseException) -> RunError:
    if is_there(path):
        return RunError(f"{path} is damaged: {reason_of(fault)}", "take it from a backup")
    runs = sorted(each.parent for each in path.parent.glob(f"*/{path.name}"))
    cure = "give the folder that `sgm train` wrote"
    if runs:
        cure = f"give one of the runs in it, such as {runs[0]}"
    return RunError(f"{path.parent} is no run: it has no {path.name}", cure)
