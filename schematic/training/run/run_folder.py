"""A run folder ⇄ what is in it: the spec, the options, the emitted source, the trained model."""

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
from schematic.syntax.parse import read
from schematic.training.checkpoint.atomic_file import write_bytes, write_text
from schematic.training.checkpoint.checkpoint_file import NEWEST_FIRST, load_checkpoint
from schematic.training.checkpoint.training_state import State
from schematic.training.device import find_device, noise_seed
from schematic.training.distributed.gradient_exchange import Exchange, NoExchange
from schematic.training.distributed.parallel_strategy import check_coupled, check_spread, spread
from schematic.training.distributed.processes import ALONE, World
from schematic.training.loop.precision import check_precision
from schematic.training.options.config import Config, Request, read_json, write_json
from schematic.training.options.setup import Setup, set_up, versions
from schematic.training.training_errors import RunError, TrainingError

SPEC, CONFIG, MODEL = "spec.sgm", "config.json", "model.py"
LOG, DRAWING = "log.csv", "schematic.svg"
FILES = (SPEC, CONFIG, MODEL, LOG, DRAWING, *NEWEST_FIRST)
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
        folder: where it is to lie.
        source: the spec.
        setup: its schematic, data and options.
        world: the processes that train; the first of them writes.
        force: whether to write over a run that is there.
        pictures: the names of pictures of an earlier run, which are removed with its other files.

    Raises:
        TrainingError: the folder is taken, and `force` is not given; or there is no such device.
        OSError: the folder cannot be written to.
    """
    device = _find_device(setup, world)
    world.lead(lambda: _claim(folder, (*FILES, *pictures), force=force))
    state, exchange = begin_state(setup, device, world, shard=setup.config.shard)
    run = Run(folder, setup, state, device, exchange=exchange)
    world.lead(lambda: _write_beginning(run, source))
    return run


def _find_device(setup: Setup, world: World) -> torch.device:
    """Return the device of this process, if the run can be trained there as its options say."""
    config = setup.config
    device = world.find_device(config.device)
    check_precision(config.precision, device)
    check_spread(config, device, world)
    check_coupled(setup.schematic, config, world)
    return device


def _write_beginning(run: Run, source: Source) -> None:
    write_text(run.folder / SPEC, source.text)
    write_text(run.folder / MODEL, run.model.source)
    write_config(run)


def write_config(run: Run) -> None:
    """Write the options of a run, and the versions that it is made with."""
    about = {"model": run.setup.schematic.name, **versions()}
    write_text(run.folder / CONFIG, write_json(run.setup.config, about))


def open_run(folder: Path, changes: Mapping[str, Any] | None = None) -> Run:
    """Open a run at its last good checkpoint, whole and in this process, to look at it.

    Args:
        folder: a run folder.
        changes: options of its Config to replace.

    Raises:
        RunError: the folder holds no run, or a part of it is missing or damaged.
    """
    return _open(folder, read_config(folder), read(folder / SPEC), changes or {}, ALONE)


def reopen_run(folder: Path, change: Changes, world: World) -> Run:
    """Open a run at its last good checkpoint, in all processes, to go on with training.

    Args:
        folder: a run folder, which only the first process has to see.
        change: the options to replace, given those of the run.
        world: the processes that train.

    Raises:
        RunError: the folder holds no run, or a part of it is missing or damaged.
        TrainingError: the options cannot be replaced.
    """
    config_text, spec_text = world.lead(lambda: [_read_config(folder), read(folder / SPEC).text])
    config = read_json(config_text, str(folder / CONFIG))
    source = Source.of(str(folder / SPEC), spec_text)
    return _open(folder, config, source, change(config), world, is_trained=True)


def _open(
    folder: Path,
    config: Config,
    source: Source,
    changes: Mapping[str, Any],
    world: World,
    *,
    is_trained: bool = False,
) -> Run:
    options = {**_options(config), **changes}
    is_other = config.data != options["data"]
    setup = set_up(source, Request(**options), scales=config.scales if is_other else None)
    changed = None if is_other else _changed_data(config, setup.config)
    setup = replace(setup, config=replace(setup.config, fingerprint=config.fingerprint))
    device = _find_device(setup, world) if is_trained else find_device(setup.config.device)
    shard = is_trained and setup.config.shard
    state, exchange = begin_state(setup, device, world, shard=shard, is_trained=is_trained)
    warning = load_checkpoint(state, folder, world, config.seed)
    return Run(folder, setup, state, device, tuple(filter(None, (warning, changed))), exchange)


def _changed_data(before: Config, now: Config) -> str | None:
    """Return a note if the data of a run are not those that it was begun with."""
    if before.fingerprint in ("", now.fingerprint):
        return None
    return (
        f"the data {now.data} have changed since the run was begun: examples that are held out now "
        "may have been trained on"
    )


def read_config(folder: Path) -> Config:
    """Read the options of a run.

    Raises:
        RunError: there is no run in the folder.
    """
    return read_json(_read_config(folder), str(folder / CONFIG))


def _read_config(folder: Path) -> str:
    path = folder / CONFIG
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        reason = "has no config.json" if folder.is_dir() else "is no folder"
        raise RunError(
            f"{folder} is no run: it {reason}", "give the folder that `sgm train` wrote"
        ) from error
    except UnicodeDecodeError as error:
        raise RunError(f"{path} is damaged: {error}", "train again") from error


def _options(config: Config) -> dict[str, Any]:
    asked = {field.name for field in fields(Request)}
    return {name: value for name, value in vars(config).items() if name in asked}


def _claim(folder: Path, files: Sequence[str], *, force: bool) -> None:
    """Make the folder, or empty it of the files of an earlier run."""
    if folder.exists() and not folder.is_dir():
        raise TrainingError(f"{folder} is a file", "choose another folder: --out DIR")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        what = "a run already" if (folder / CONFIG).exists() else "something else already"
        raise TrainingError(
            f"{folder} holds {what}",
            "go on with it: --resume; write over it: --force; or choose another: --out DIR",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).unlink(missing_ok=True)


def save_drawing(schematic: Schematic, folder: Path) -> str | None:
    """Draw the schematic; return why not where that fails, since training needs no picture."""
    from schematic.render import RenderError, render

    try:
        write_bytes(folder / DRAWING, render(schematic, "svg"))
    except RenderError as error:
        return str(error)
    return None
