"""A run folder ⇄ what is in it: the spec, the options, the emitted source, the trained model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

import schematic
from schematic.diagnostics import Source
from schematic.graph import Schematic
from schematic.syntax.parse import read
from schematic.training.atomic import write_bytes, write_text
from schematic.training.checkpoint import CURRENT, PREVIOUS, State, load_checkpoint
from schematic.training.config import Config, Request, read_json, write_json
from schematic.training.device import find_device
from schematic.training.errors import RunError, TrainingError
from schematic.training.setup import Setup, set_up, versions

SPEC, CONFIG, MODEL = "spec.sgm", "config.json", "model.py"
LOG, DRAWING = "log.csv", "schematic.svg"
CURVES, SAMPLES = "curves.png", "samples.png"
RECONSTRUCTIONS, PREDICTIONS = "reconstructions.png", "predictions.png"
CODES = "codes.png"
FILES = (
    *(SPEC, CONFIG, MODEL, LOG, DRAWING, CURRENT, PREVIOUS),
    *(CURVES, SAMPLES, RECONSTRUCTIONS, PREDICTIONS, CODES),
)


@dataclass(frozen=True, eq=False)
class Run:
    """A run that was opened.

    Attributes:
        folder: where it lies.
        setup: its schematic, data and options.
        state: the model and optimizers, as trained so far.
        device: where they are.
        warning: what was wrong with the last checkpoint, if the one before it was taken.
    """

    folder: Path
    setup: Setup
    state: State
    device: torch.device
    warning: str | None = None

    @property
    def model(self) -> Any:
        """The model, with the methods of every emitted model."""
        return self.state.model


def default_folder(schematic: Schematic, data: str) -> Path:
    """`runs/<model>-<data>`."""
    name = f"{schematic.name}-{Path(data).name.split('.')[0] or 'data'}"
    return Path("runs") / (re.sub(r"[^\w-]+", "-", name).strip("-").lower() or "run")


def begin_state(setup: Setup, device: torch.device) -> State:
    """A fresh model with its optimizers; the global generator starts from the seed."""
    config = setup.config
    model: Any = schematic.compile(setup.schematic, seed=config.seed % 2**63)
    model.to(device)
    optimizers = model.optimizers(lr=config.lr, betas=config.betas)
    torch.manual_seed(config.seed % 2**63)
    return State(model, optimizers)


def create_run(folder: Path, source: Source, setup: Setup, *, force: bool = False) -> Run:
    """A fresh run in a folder of its own, with everything but a checkpoint.

    Raises:
        TrainingError: the folder is taken, and `force` is not given; or there is no such device.
        OSError: the folder cannot be written to.
    """
    device = find_device(setup.config.device)
    _claim(folder, force=force)
    state = begin_state(setup, device)
    model: Any = state.model
    write_text(folder / SPEC, source.text)
    write_text(folder / MODEL, model.source)
    run = Run(folder, setup, state, device)
    write_config(run)
    return run


def write_config(run: Run) -> None:
    """Write the options of a run, and what it is made with."""
    about = {"model": run.setup.schematic.name, **versions()}
    write_text(run.folder / CONFIG, write_json(run.setup.config, about))


def open_run(folder: Path, changes: Mapping[str, Any] | None = None) -> Run:
    """A run as its last good checkpoint left it.

    Args:
        folder: a run folder.
        changes: options of its Config to replace.

    Raises:
        RunError: it is no run, or a part of it is missing or damaged.
    """
    config = read_config(folder)
    options = {**_options(config), **(changes or {})}
    is_other = config.data != options["data"]
    setup = set_up(
        read(folder / SPEC), Request(**options), scales=config.scales if is_other else None
    )
    device = find_device(setup.config.device)
    state = begin_state(setup, device)
    warning = load_checkpoint(state, folder)
    return Run(folder, setup, state, device, warning)


def read_config(folder: Path) -> Config:
    """The options of a run.

    Raises:
        RunError: there is no run in the folder.
    """
    path = folder / CONFIG
    try:
        return read_json(path.read_text(encoding="utf-8"), str(path))
    except (FileNotFoundError, NotADirectoryError) as error:
        reason = "has no config.json" if folder.is_dir() else "is no folder"
        raise RunError(
            f"{folder} is no run: it {reason}", "give the folder that `sgm train` wrote"
        ) from error
    except UnicodeDecodeError as error:
        raise RunError(f"{path} is damaged: {error}", "train again") from error


def _options(config: Config) -> dict[str, Any]:
    return {name: value for name, value in vars(config).items() if name != "scales"}


def _claim(folder: Path, *, force: bool) -> None:
    """Make the folder, or empty it of an earlier run."""
    if folder.exists() and not folder.is_dir():
        raise TrainingError(f"{folder} is a file", "choose another folder: --out DIR")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        what = "a run already" if (folder / CONFIG).exists() else "something else already"
        raise TrainingError(
            f"{folder} holds {what}",
            "go on with it: --resume; write over it: --force; or choose another: --out DIR",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def to_device(array: Any, device: torch.device) -> torch.Tensor:
    """An array as a tensor on the device."""
    return torch.as_tensor(array).to(device)


def save_drawing(schematic: Schematic, folder: Path) -> str | None:
    """Draw the schematic; why not, where that fails: training needs no picture."""
    from schematic.render import RenderError, render

    try:
        write_bytes(folder / DRAWING, render(schematic, "svg"))
    except RenderError as error:
        return str(error)
    return None
