"""A training State ⇄ `checkpoint.safetensors`: parameters, optimizers, random states, step.

A checkpoint holds tensors and JSON, so reading one never runs code. It has a checksum over all of
it. The checkpoint before the last is kept as `previous.safetensors`. The format does not depend on
the number of processes: tensors are whole, and the random states of every process are in the file.
Only the first process writes and reads it.

A checkpoint is written under a third name; then the last becomes the previous, and the new one the
last. After a kill at any moment, the newest good one is found by looking under all three names.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from safetensors.torch import save
from torch import Tensor

from schematic.training.checkpoint.archive import Archive, is_sound, open_archive
from schematic.training.checkpoint.atomic_file import move, write_own
from schematic.training.checkpoint.checksum import BLANK, KEY, STATE, seal
from schematic.training.checkpoint.metadata import Metadata, write_metadata
from schematic.training.checkpoint.own_files import is_there, set_aside
from schematic.training.checkpoint.restoring import restore
from schematic.training.checkpoint.training_state import State, collect_tensors, parameter_order
from schematic.training.checkpoint.validity import check_fits
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
    order = parameter_order(state)
    scales = {player: scaler.state_dict() for player, scaler in state.scalers.items()}
    metadata = Metadata(
        state.step, state.seconds, state.window, order, state.texts, state.lowest, scales
    )
    tensors = collect_tensors(state, world)

    def write() -> None:
        _write(folder, tensors, metadata)
        world.note_good(folder, state.step)  # at once, should another process be lost meanwhile

    world.lead(write)
    state.saved = state.step
    world.note_good(folder, state.step)


def _write(folder: Path, tensors: dict[str, Tensor], metadata: Metadata) -> None:
    content = save(tensors, metadata={STATE: write_metadata(metadata), KEY: BLANK})
    write_own(folder / FRESH, *seal(content))
    if is_there(folder / CURRENT):
        move(folder / CURRENT, folder / PREVIOUS)
    move(folder / FRESH, folder / CURRENT)


def load_checkpoint(
    state: State,
    folder: Path,
    world: World = ALONE,
    seed: int = 0,
    *,
    settle: bool = False,
    raw: bool = True,
) -> tuple[str, ...]:
    """Put the newest checkpoint that can be read and fits into a state, in place.

    Args:
        state: of the same model.
        folder: of the run.
        world: the processes that train; as many of them as before, or more, or fewer.
        seed: of the noise of a process whose random state is not in the checkpoint.
        settle: whether to rename the files so that training can go on: what is damaged is set
            aside, and no good checkpoint is replaced by a bad one later.
        raw: whether the model gets the parameters of the last step even where the checkpoint has
            an average of them.

    Returns:
        What the user should know: what is wrong with newer checkpoints, and what could not be
        checked of the one that was taken.

    Raises:
        RunError: there is no checkpoint that fits the model.
    """
    faults: dict[str, str] = {}
    for name in NEWEST_FIRST:
        try:
            archive = open_archive(folder / name, world, partial(check_fits, state))
        except ValueError as error:
            faults[name] = str(error)
            continue
        if archive is not None:
            restore(state, archive, seed, raw=raw)
            kept = world.lead(partial(_settle, folder, name, faults)) if settle else {}
            state.saved, state.texts = state.step, archive.metadata.texts
            world.note_good(folder, state.step)
            return tuple(_notes(folder, faults, kept, archive))
    if faults:
        reason = "; ".join(f"{folder / name} cannot be used: {faults[name]}" for name in faults)
        cure = "take a checkpoint from a backup, or train again: sgm train FILE --force"
        raise RunError(reason, cure)
    raise RunError(
        f"there is no checkpoint in {folder}: training ended before the first was written",
        "train again: sgm train FILE --force",
    )


def _settle(folder: Path, taken: str, faults: dict[str, str]) -> dict[str, str]:
    """Set aside what is damaged, and give the checkpoint that was taken its usual name.

    Returns:
        The new name of each file that was set aside.
    """
    kept = {name: set_aside(folder / name).name for name in faults}
    if taken == FRESH:
        current = folder / CURRENT
        if is_there(current) and is_sound(current):
            move(current, folder / PREVIOUS)
        elif is_there(current):
            kept[CURRENT] = set_aside(current).name
        move(folder / FRESH, current)
    return kept


def _notes(
    folder: Path, faults: dict[str, str], kept: dict[str, str], archive: Archive
) -> list[str]:
    step = archive.metadata.step
    places = {name: f" (kept as {place})" for name, place in kept.items()}
    wrong = [
        f"{folder / name} cannot be used: {reason}{places.get(name, '')}"
        for name, reason in faults.items()
    ]
    notes = [f"{'; '.join(wrong)}; the checkpoint of step {step:,} is taken"] if wrong else []
    if not archive.is_sealed:
        notes.append(
            f"the checkpoint of step {step:,} in {folder} has no checksum, as those of earlier "
            "versions: its form and its values are checked, but not every flipped bit is found"
        )
    return notes
