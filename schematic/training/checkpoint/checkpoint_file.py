"""A training State ⇄ `checkpoint.safetensors`: parameters, optimizers, random states, step.

A checkpoint holds tensors and JSON, so reading one never runs code. The checkpoint before the last
is kept as `previous.safetensors`. The format does not depend on the number of processes: tensors
are whole, and the random states of every process are in the file. Only the first process writes
and reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import save
from torch import Tensor

from schematic.training.checkpoint.archive import open_archive
from schematic.training.checkpoint.atomic_file import write_bytes
from schematic.training.checkpoint.restoring import restore
from schematic.training.checkpoint.training_state import State, collect_tensors
from schematic.training.distributed.processes import ALONE, World
from schematic.training.training_errors import RunError

CURRENT, PREVIOUS = "checkpoint.safetensors", "previous.safetensors"
FRESH = f".{CURRENT}.new"  # it stays only if the process is killed before the file is renamed
NEWEST_FIRST = (FRESH, CURRENT, PREVIOUS)


def save_checkpoint(state: State, folder: Path, world: World = ALONE) -> None:
    """Write a checkpoint, and keep the one before it.

    Raises:
        OSError: the file cannot be written, perhaps because the disk is full. The checkpoint that
            was there before is intact.
    """
    about = {"step": state.step, "seconds": state.seconds, "window": state.window}
    tensors = collect_tensors(state, world)

    def write() -> None:
        _write(folder, tensors, about)
        world.note_good(folder, state.step)  # at once, should another process be lost meanwhile

    world.lead(write)
    world.note_good(folder, state.step)


def _write(folder: Path, tensors: dict[str, Tensor], about: Mapping[str, Any]) -> None:
    content = save(tensors, metadata={"state": json.dumps(about)})
    current = folder / CURRENT
    fresh = folder / FRESH
    try:
        write_bytes(fresh, content)
        if current.exists():
            current.replace(folder / PREVIOUS)
        fresh.replace(current)
    finally:
        fresh.unlink(missing_ok=True)


def load_checkpoint(state: State, folder: Path, world: World = ALONE, seed: int = 0) -> str | None:
    """Put the last readable checkpoint into a state, in place.

    Args:
        state: of the same model.
        folder: of the run.
        world: the processes that train; as many of them as before, or more, or fewer.
        seed: of the noise of a process whose random state is not in the checkpoint.

    Returns:
        None, or what is wrong with the last checkpoint where the one before it was taken.

    Raises:
        RunError: there is no checkpoint that fits the model.
    """
    faults: list[str] = []
    for name in NEWEST_FIRST:
        try:
            archive = open_archive(folder / name, world)
            if archive is None:
                continue
            restore(state, archive, seed)
        except (ValueError, KeyError, TypeError) as error:
            faults.append(f"{folder / name} cannot be used: {error.args[0]}")
        else:
            world.note_good(folder, state.step)
            return faults[0] if faults else None
    reason = "; ".join(faults) or f"there is no checkpoint in {folder}"
    raise RunError(reason, "train again: sgm train FILE --force")
