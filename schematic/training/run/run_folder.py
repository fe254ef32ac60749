"""A run folder ⇄ what is in it: the spec, the options, the emitted source, the trained model.

The folder needs nothing beside it but the data. Its spec is a whole model, and every checkpoint
carries the spec and the options with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch

import schematic
from schematic.diagnostics import Source
from schematic.graph import Schematic
from schematic.training.checkpoint.atomic_file import remove, write_own
from schematic.training.checkpoint.checkpoint_file import NEWEST_FIRST, load_checkpoint
from schematic.training.checkpoint.folder_lock import LOCK
from schematic.training.checkpoint.own_files import is_there, reason_of, remove_dead
from schematic.training.checkpoint.training_state import State
from schematic.training.device import find_device, noise_seed
from schematic.training.distributed.gradient_exchange import Exchange, NoExchange
from schematic.training.distributed.parallel_strategy import check_coupled, check_spread, spread
from schematic.training.distributed.processes import ALONE, World
from schematic.training.log.csv_log import LOG
from schematic.training.loop.precision import check_precision
from schematic.training.options.config import Config, Request, differences
from schematic.training.options.config_file import read_json, write_json
from schematic.training.options.given_data import with_data
from schematic.training.options.setup import Setup, data_place, set_up, versions
from schematic.training.run.kept_texts import CONFIG, SPEC, Kept, read_kept
from schematic.training.run.whole_spec import ORIGINAL, check_same, check_whole, whole_spec
from schematic.training.training_errors import TrainingError

MODEL, DRAWING = "model.py", "schematic.svg"
FILES = (CONFIG, *NEWEST_FIRST, SPEC, ORIGINAL, MODEL, LOG, DRAWING)
"""What training writes, in the order in which it is removed: without options, nothing resumes."""
KEPT = ("fingerprint", "origin", "written_out", "settings")
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


def default_folder(schematic: Schematic, data: str) -> Path:
    """Return the folder of a run without a name of its own: `runs/<model>-<data>`."""
    name = f"{schematic.name}-{Path(data).name.split('.')[0] or 'data'}"
    return Path("runs") / (re.sub(r"[^\w-]+", "-", name).strip("-").lower() or "run")


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
    model: Any = schematic.compile(setup.schematic, seed=config.seed % 2**63, fast=config.fast)
    model.to(device)
    exchange = spread(model, device, world, shard=shard)
    optimizers = model.optimizers(lr=config.lr, betas=config.betas) if is_trained else {}
    torch.manual_seed(noise_seed(config.seed, world.rank, 0))
    return State(model, optimizers), exchange


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
    check_spread(config, device, world)
    check_coupled(setup.schematic, config, world)
    return device


def _begin_folder(run: Run, original: str | None, files: Sequence[str]) -> None:
    """Empty the folder of the files of an earlier run, and write the beginning of this one."""
    is_begun_anew = any(is_there(run.folder / name) for name in files)
    try:
        for name in files:
            remove(run.folder / name)
        remove_dead(run.folder, files)
        _write_beginning(run, original)
    except OSError as error:
        lost = "; the earlier run in it is removed" if is_begun_anew else ""
        raise TrainingError(
            f"{error.filename or run.folder}: {reason_of(error)}: no run is begun{lost}",
            "make room on the disk, or choose another folder: --out DIR",
        ) from error


def _write_beginning(run: Run, original: str | None) -> None:
    """Write the spec, what it was written out from, the emitted source, and at last the options."""
    if original is not None:
        write_own(run.folder / ORIGINAL, original.encode())
    write_own(run.folder / MODEL, run.model.source.encode())
    write_texts(run)


def write_texts(run: Run) -> None:
    """Write the spec and the options of a run."""
    for name, text in run.state.texts.items():
        write_own(run.folder / name, text.encode())


def _config_text(run: Run) -> str:
    """The options of a run as JSON, and the versions that it is made with."""
    return write_json(run.setup.config, {"model": run.setup.schematic.name, **versions()})


def open_run(
    folder: Path, changes: Mapping[str, Any] | None = None, data: object | None = None
) -> Run:
    """Open a run at its last good checkpoint, whole and in this process, to look at it.

    Args:
        folder: a run folder; nothing is written to it.
        changes: options of its Config to replace.
        data: the examples, where they are an object of Python.

    Raises:
        RunError: the folder holds no run, or a part of it is missing or damaged.
    """
    return _open(folder, read_kept(folder), lambda config: changes or {}, ALONE, data)


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
) -> Run:
    config = read_json(kept.config, str(folder / CONFIG))
    source = Source.of(str(folder / SPEC), kept.spec)
    check_whole(source)
    options = {**_options(config), **change(config)}
    request = Request(**({**options, "data": None} if data is not None else options))
    now = with_data(request, data)[0].data
    is_other = data_place(config.data) != data_place(now or "")
    scales = config.scales if is_other else None
    setup = set_up(source, request, scales, config.fingerprint, data)
    changed = None if is_other else _changed_data(config, setup.config)
    kept_options = {name: getattr(config, name) for name in KEPT}
    setup = replace(setup, config=replace(setup.config, **kept_options))
    device = _find_device(setup, world) if is_trained else find_device(setup.config.device)
    shard = is_trained and setup.config.shard
    state, exchange = begin_state(setup, device, world, shard=shard, is_trained=is_trained)
    warnings = load_checkpoint(state, folder, world, config.seed, settle=is_trained)
    check_same(source, state.texts.get(SPEC))
    edited = _changed_options(folder, config, state.texts.get(CONFIG))
    notes = (*kept.notes, *warnings, *filter(None, [changed, edited]))
    run = Run(folder, setup, state, device, notes, exchange)
    state.texts = {SPEC: source.text, CONFIG: _config_text(run)}
    return run


def _changed_data(before: Config, now: Config) -> str | None:
    """Return a note if the data of a run are not those that it was begun with."""
    if before.fingerprint in ("", now.fingerprint):
        return None
    return (
        f"the data {now.data} have changed since the run was begun: examples that are held out now "
        "may have been trained on"
    )


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


def _options(config: Config) -> dict[str, Any]:
    """The options of a run as a request; what is written out in its spec already is left out."""
    asked = {field.name for field in fields(Request)}
    options = {name: value for name, value in vars(config).items() if name in asked}
    return {**options, "settings": {}} if config.written_out else options


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
