"""A run folder ⇄ what is in it: the spec, the options, the emitted source, the trained model.

The folder needs nothing beside it but the data. Its spec is a whole model, and every checkpoint
carries the spec and the options with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from schematic.diagnostics import Source
from schematic.graph import Schematic
from schematic.model import compile as compile_model
from schematic.training.checkpoint.atomic_file import remove, write_own
from schematic.training.checkpoint.checkpoint_file import NEWEST_FIRST, load_checkpoint
from schematic.training.checkpoint.folder_lock import LOCK
from schematic.training.checkpoint.own_files import is_there, reason_of, remove_dead
from schematic.training.checkpoint.training_state import AVERAGE, Optimizers, State
from schematic.training.device import find_device, noise_seed
from schematic.training.distributed.gradient_exchange import Exchange, NoExchange
from schematic.training.distributed.parallel_strategy import check_coupled, check_spread, spread
from schematic.training.distributed.processes import ALONE, World
from schematic.training.log.csv_log import LOG
from schematic.training.log.outlets import check_outlets, remove_outlets
from schematic.training.loop.averaging import begin_average
from schematic.training.loop.early_stop import check_patience
from schematic.training.loop.precision import check_precision, make_scalers
from schematic.training.options.config import Config, differences
from schematic.training.options.config_file import read_json, write_json
from schematic.training.options.setup import Setup, set_up_without_data, versions
from schematic.training.options.user_nets import NETS, kept_text, require_same
from schematic.training.run.kept_texts import CONFIG, SPEC, Kept, read_kept
from schematic.training.run.run_data import (
    HELD_OUT,
    check_resumable,
    keep_fingerprint,
    read_digests,
    reread,
    write_digests,
)
from schematic.training.run.user_modules import make_modules
from schematic.training.run.whole_spec import ORIGINAL, check_same, check_whole, whole_spec
from schematic.training.training_errors import TrainingError

MODEL, DRAWING = "model.py", "schematic.svg"
FILES = (CONFIG, *NEWEST_FIRST, SPEC, ORIGINAL, HELD_OUT, NETS, MODEL, LOG, DRAWING)
"""What training writes, in the order in which it is removed: without options, nothing resumes."""
KEPT = ("origin", "written_out", "settings")
"""The options that stay what they were when the run was begun."""
Changes = Callable[[Config], Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Run:
    """A run in memory: what its folder holds, and the model.

    Attributes:
        folder: where the run is.
        setup: its schematic, data and options.
        state: the model and its optimizers, as far as they are trained.
        device: where they are.
        notes: what the user should know: the last checkpoint could not be read, so that the one
            before it was taken, or the data have changed since the run was begun.
        exchange: how its gradients meet those of other processes.
    """

    folder: Path
    setup: Setup
    state: State
    device: torch.device
    notes: tuple[str, ...] = ()
    exchange: Exchange = field(default_factory=NoExchange)

    @property
    def model(self) -> Any:
        """The trained model; it has the methods of every emitted model."""
        return self.state.model


def begin_state(
    setup: Setup,
    device: torch.device,
    world: World = ALONE,
    *,
    shard: bool = False,
    is_trained: bool = True,
) -> tuple[State, Exchange]:
    """Return a fresh model, with its optimizers if it is to be trained.

    The noise of each process starts from its own seed.
    """
    config = setup.config
    seed = config.seed % 2**63
    nets = make_modules(setup.nets, setup.schematic, seed)
    model: Any = compile_model(setup.schematic, nets, seed=seed, fast=config.fast)
    model.to(device)
    exchange = spread(model, device, world, shard=shard)
    optimizers = make_optimizers(model, config) if is_trained else {}
    is_averaged = is_trained and config.ema is not None
    views = {AVERAGE: begin_average(model)} if is_averaged else {}
    torch.manual_seed(noise_seed(config.seed, world.rank, 0))
    scalers = make_scalers(config.precision, list(optimizers), device)
    return State(model, optimizers, views=views, scalers=scalers), exchange


def make_optimizers(model: Any, config: Config) -> Optimizers:
    """Return the optimizer of each player of a model."""
    made: Optimizers = model.optimizers(
        lr=config.lr,
        betas=config.betas,
        optimizer=config.optimizer,
        momentum=config.momentum or 0.0,
        weight_decay=config.weight_decay,
        clip=config.clip,
    )
    return made


def create_run(
    folder: Path,
    source: Source,
    setup: Setup,
    world: World = ALONE,
    *,
    force: bool = False,
    pictures: Sequence[str] = (),
) -> Run:
    """Begin a run in a folder of its own, and write everything but a checkpoint.

    Args:
        folder: where it is to lie; no other process trains in it.
        source: the spec.
        setup: its schematic, data and options.
        world: the processes that train; the first of them writes.
        force: whether to write over a run that is there.
        pictures: the names of pictures of an earlier run, which are removed with its other files.

    Raises:
        TrainingError: the folder is taken, and `force` is not given; or there is no such device; or
            the folder cannot be written to.
    """
    device = _find_device(setup, world)
    world.lead(lambda: _check_free(folder, force=force))
    spec = whole_spec(source, setup.config.settings)
    config = replace(setup.config, origin=source.name, written_out=spec.is_written_out)
    setup = replace(setup, config=config)
    state, exchange = begin_state(setup, device, world, shard=config.shard)
    run = Run(folder, setup, state, device, exchange=exchange)
    state.texts = {SPEC: spec.text, CONFIG: _config_text(run)}
    original = source.text if spec.is_written_out else None
    world.lead(lambda: _begin_folder(run, original, (*FILES, *pictures)))
    return run


def _find_device(setup: Setup, world: World) -> torch.device:
    """Return the device of this process, if the run can be trained there as its options say."""
    config = setup.config
    device = world.find_device(config.device)
    check_precision(config.precision, device)
    check_outlets(config.log)
    check_patience(setup)
    check_spread(config, device, world)
    check_coupled(setup.schematic, config, world)
    return device


def _any_device(name: str, *, is_asked: bool) -> tuple[torch.device, str | None]:
    """Return the device that a run was trained on, or the fastest one here, and a note of that."""
    try:
        return find_device(name), None
    except TrainingError:
        if is_asked:
            raise
    device = find_device("auto")
    return device, f"the run was trained on {name}, which is not here: {device.type} is used"


def _begin_folder(run: Run, original: str | None, files: Sequence[str]) -> None:
    """Empty the folder of the files of an earlier run, and write the beginning of this one."""
    is_begun_anew = any(is_there(run.folder / name) for name in files)
    try:
        for name in files:
            remove(run.folder / name)
        remove_outlets(run.folder)
        remove_dead(run.folder, files)
        _write_beginning(run, original)
    except OSError as error:
        lost = "; the earlier run in it is removed" if is_begun_anew else ""
        raise TrainingError(
            f"{error.filename or run.folder}: {reason_of(error)}: no run is begun{lost}",
            "make room on the disk, or choose another folder: --out DIR",
        ) from error


def _write_beginning(run: Run, original: str | None) -> None:
    """Write what a run is begun with, and at last its options."""
    if original is not None:
        write_own(run.folder / ORIGINAL, original.encode())
    if (digests := write_digests(run.setup)) is not None:
        write_own(run.folder / HELD_OUT, digests)
    if run.setup.nets:
        write_own(run.folder / NETS, kept_text(run.setup.nets).encode())
    write_own(run.folder / MODEL, run.model.source.encode())
    write_texts(run)


def write_texts(run: Run) -> None:
    """Write the spec and the options of a run."""
    for name, text in run.state.texts.items():
        write_own(run.folder / name, text.encode())


def _config_text(run: Run) -> str:
    """The options of a run as JSON, what was read, and the versions that it is made with."""
    examples = run.setup.examples
    data = {"data": examples.line} if examples is not None else {}
    return write_json(run.setup.config, {"model": run.setup.schematic.name, **data, **versions()})


def open_run(
    folder: Path,
    changes: Mapping[str, Any] | None = None,
    data: object | None = None,
    *,
    with_data: bool = True,
    raw: bool = False,
) -> Run:
    """Open a run at its last good checkpoint, whole and in this process, to look at it.

    Args:
        folder: a run folder; nothing is written to it.
        changes: options of its Config to replace.
        data: the examples, where they are an object of Python.
        with_data: whether to read its data too; sampling, for one, does without.
        raw: whether its parameters are those of the last step even where it keeps their average.

    Raises:
        RunError: the folder holds no run, or a part of it is missing or damaged; or its data are
            not where they were.
        DataError: the data cannot be used.
    """
    kept = read_kept(folder)
    return _open(
        folder, kept, lambda config: changes or {}, ALONE, data, with_data=with_data, raw=raw
    )


def bring_data(run: Run) -> Run:
    """Return a run that was opened without its data, with them.

    Raises:
        RunError: the data are not where they were.
        DataError: the data cannot be used.
    """
    source = Source.of(str(run.folder / SPEC), run.state.texts[SPEC])
    digests, damage = read_digests(run.folder)
    read = reread(run.folder, source, run.setup.config, {"nets": run.setup.config.nets}, digests)
    return replace(run, setup=read.setup, notes=(*run.notes, *_said(damage, read.change)))


def reopen_run(folder: Path, change: Changes, world: World, data: object | None = None) -> Run:
    """Open a run at its last good checkpoint, in all processes, to go on with training.

    Args:
        folder: a run folder, which only the first process has to see; no other one trains in it.
        change: the options to replace, given those of the run.
        world: the processes that train.
        data: the examples, where they are an object of Python.

    Raises:
        RunError: the folder holds no run, or a part of it is missing or damaged.
        TrainingError: the options cannot be replaced.
    """
    kept = Kept(*world.lead(lambda: [*read_kept(folder, settle=True)]))
    return _open(folder, kept, change, world, data, is_trained=True)


def _open(
    folder: Path,
    kept: Kept,
    change: Changes,
    world: World,
    data: object | None,
    *,
    is_trained: bool = False,
    with_data: bool = True,
    raw: bool = True,
) -> Run:
    config = read_json(kept.config, str(folder / CONFIG))
    source = Source.of(str(folder / SPEC), kept.spec)
    check_whole(source)
    changes = {"nets": {}, **change(config)}  # only a user names a file that is run
    changed: str | None = None
    if with_data:
        read = reread(folder, source, config, changes, kept.held_out, data)
        if is_trained:
            check_resumable(folder, read, config, is_asked="data" in changes)
        setup, changed = keep_fingerprint(read, config), read.change
        setup = replace(setup, config=_as_begun(setup.config, config))
    else:
        setup = set_up_without_data(source, replace(config, **changes))
    require_same(folder, config.nets, config.net_sums, setup.nets)
    if is_trained:
        device, elsewhere = _find_device(setup, world), None
    else:
        device, elsewhere = _any_device(setup.config.device, is_asked="device" in changes)
    shard = is_trained and setup.config.shard
    state, exchange = begin_state(setup, device, world, shard=shard, is_trained=is_trained)
    warnings = load_checkpoint(state, folder, world, config.seed, settle=is_trained, raw=raw)
    check_same(source, state.texts.get(SPEC))
    edited = _changed_options(folder, config, state.texts.get(CONFIG))
    notes = (*kept.notes, *warnings, *_said(elsewhere, changed, edited))
    run = Run(folder, setup, state, device, notes, exchange)
    state.texts = {SPEC: source.text, CONFIG: _config_text(run)}
    return run


def _as_begun(now: Config, before: Config) -> Config:
    """The options of a run now, with those that stay what they were when it was begun."""
    return replace(now, **{name: getattr(before, name) for name in KEPT})


def _said(*notes: str | None) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _changed_options(folder: Path, config: Config, trained: str | None) -> str | None:
    """Return a note if the options of a run are not those that its checkpoint carries."""
    if trained is None:
        return None
    before = read_json(trained, f"the checkpoint in {folder}")
    pairs = [
        f"{name} {getattr(config, name)}, not {getattr(before, name)}"
        for name in differences(config, before)
    ]
    return f"{folder / CONFIG} has been changed: {'; '.join(pairs)}" if pairs else None


def _check_free(folder: Path, *, force: bool) -> None:
    """Refuse a folder in which something is that might be lost."""
    there = {path.name for path in folder.iterdir()} - {LOCK}
    if not there or force:
        return
    what = "something else already"
    if CONFIG in there:
        what = "a run already"
    elif there <= set(FILES):
        what = "the beginning of a run that was cut off"
    raise TrainingError(
        f"{folder} holds {what}",
        "go on with it: --resume; write over it: --force; or choose another: --out DIR"
        if CONFIG in there
        else "write over it: --force; or choose another: --out DIR",
    )


def save_drawing(schematic: Schematic, folder: Path) -> str | None:
    """Draw the schematic; return why not where that fails, since training needs no picture."""
    from schematic.render import RenderError, render

    try:
        write_own(folder / DRAWING, render(schematic, "svg"))
    except RenderError as error:
        return str(error)
    except OSError as error:
        return f"{folder / DRAWING} could not be written: {reason_of(error)}"
    return None
