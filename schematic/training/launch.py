"""A source and what a user asks for → a run: set up, trained, with its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from schematic.diagnostics import Source
from schematic.training.batches import Batch, Batches, first_rows, to_columns
from schematic.training.config import Config, Request
from schematic.training.errors import TrainingError
from schematic.training.layout import places
from schematic.training.log import cut_log
from schematic.training.loop import Session, run_loop
from schematic.training.pictures import draw_pictures
from schematic.training.progress import reporting
from schematic.training.run import (
    LOG,
    Run,
    create_run,
    default_folder,
    open_run,
    read_config,
    save_drawing,
    write_config,
)
from schematic.training.setup import Setup, set_up

PROBE = 128  # examples on which the terms of the log are measured, at most
CHANGEABLE = frozenset({"steps", "epochs", "device"})  # what a resumed run may do otherwise


@dataclass(frozen=True)
class Outcome:
    """What became of a training.

    Attributes:
        run: the run, trained.
        notes: what the user should know.
    """

    run: Run
    notes: tuple[str, ...]


def train(
    source: Source,
    request: Request | None = None,
    folder: str | Path | None = None,
    *,
    force: bool = False,
    quiet: bool = True,
) -> Outcome:
    """Train a spec from the beginning.

    Args:
        source: the spec.
        request: what is asked for; the rest is settled by the model and the data.
        folder: of the run; `runs/<model>-<data>` if None.
        force: whether to write over a run that is there.
        quiet: whether to show no progress.

    Raises:
        SchematicError: the spec has errors.
        DataError: the data cannot be used.
        TrainingError: training cannot begin, or cannot go on.
    """
    setup = set_up(source, request or Request())
    place = Path(folder) if folder else default_folder(setup.schematic, setup.config.data)
    run = create_run(place, source, setup, force=force)
    note = save_drawing(setup.schematic, place)
    return _train(run, quiet=quiet, notes=(note,) if note else ())


def resume(folder: str | Path, request: Request | None = None, *, quiet: bool = True) -> Outcome:
    """Go on with a run from its last good checkpoint.

    Args:
        folder: of the run.
        request: only how long, and on which device.
        quiet: whether to show no progress.

    Raises:
        RunError: the folder holds no run that can be opened.
        TrainingError: other options are asked for, or training cannot go on.
    """
    place = Path(folder)
    changes = _changes(read_config(place), request or Request(), place)
    run = open_run(place, changes)
    cut_log(place / LOG, run.state.step)
    write_config(run)
    return _train(run, quiet=quiet, notes=(run.warning,) if run.warning else ())


def _changes(config: Config, request: Request, folder: Path) -> dict[str, Any]:
    """The options that a resumed run replaces; anything else would make it another run."""
    asked = {k: v for k, v in vars(request).items() if v is not None and v != {}}
    wrong = [k for k in asked if k not in CHANGEABLE and asked[k] != getattr(config, k)]
    if wrong:
        was = getattr(config, wrong[0])
        shown = ",".join(map(str, was)) if isinstance(was, tuple) else was
        raise TrainingError(
            f"the run in {folder} was made with {wrong[0].replace('_', '-')} {shown}",
            "leave the option out, or begin another run: --out DIR",
        )
    changes = {k: v for k, v in asked.items() if k in CHANGEABLE}
    return {**changes, "steps": None} if "epochs" in changes else changes


def _train(run: Run, *, quiet: bool, notes: tuple[str, ...]) -> Outcome:
    config, state = run.setup.config, run.state
    columns = to_columns(run.setup.train, places(run.setup.schematic), run.device)
    title = run.setup.schematic.name
    with reporting(title, state.step, config.steps, quiet=quiet) as reporter:
        session = Session(
            folder=run.folder,
            config=config,
            state=state,
            batches=Batches(columns, config.batch, config.seed),
            probes=make_probes(run.setup, run.device),
            device=run.device,
            reporter=reporter,
        )
        _run_or_explain(session)
    return Outcome(run, (*notes, *draw_pictures(run)))


def _run_or_explain(session: Session) -> None:
    """Train; where the disk fails, say how to go on once it is well."""
    try:
        run_loop(session)
    except OSError as error:
        folder = session.folder
        raise TrainingError(
            f"{error.filename or folder}: {(error.strerror or str(error)).lower()} at step "
            f"{session.state.step:,}; the last checkpoint is still there",
            f"make room on the disk, then go on with: sgm train {folder} --resume",
        ) from error


def make_probes(setup: Setup, device: torch.device) -> Mapping[str, Batch]:
    """The batches on which the log measures every term."""
    feeds = {"train": setup.train, "test": setup.test}
    ways = places(setup.schematic)
    return {
        name: first_rows(to_columns(feed, ways, device), PROBE)
        for name, feed in feeds.items()
        if feed is not None
    }
