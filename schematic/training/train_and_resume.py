"""A source and what a user asks for → a run: set up, trained, with its pictures.

Where torchrun started several processes, all of them run this; only the first writes files and
prints messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from schematic.data import DataError
from schematic.data.lazy_column import in_memory
from schematic.diagnostics import Source
from schematic.objective import derive
from schematic.training.checkpoint.folder_lock import locked
from schematic.training.checkpoint.own_files import is_there, reason_of, remove_dead
from schematic.training.distributed.processes import World, joined
from schematic.training.distributed.torchrun import find_launch
from schematic.training.log.csv_log import LOG, cut_log
from schematic.training.log.progress import reporting
from schematic.training.loop.accumulation import Accumulation
from schematic.training.loop.batches import Batch, Batches, first_rows, to_columns
from schematic.training.loop.precision import computing_in
from schematic.training.loop.training_loop import Session, Step, run_loop
from schematic.training.options.batch_places import places
from schematic.training.options.config import CHANGEABLE, REQUESTED, Config, Request, asked_for
from schematic.training.options.setup import Setup, set_up
from schematic.training.pictures.run_picture import draw_pictures, picture_files
from schematic.training.run.kept_texts import check_folder
from schematic.training.run.run_folder import (
    DRAWING,
    FILES,
    Run,
    create_run,
    default_folder,
    open_run,
    reopen_run,
    save_drawing,
    write_texts,
)
from schematic.training.training_errors import TrainingError

PROBE = 128  # examples on which the terms of the log are measured, at most


Remark = Callable[[str], None]


def unheard(message: str) -> None:
    """Take a remark that nobody reads."""


@dataclass(frozen=True)
class Outcome:
    """The result of a training.

    Attributes:
        run: the trained run.
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
    world: World | None = None,
    remark: Remark = unheard,
    data: object | None = None,
) -> Outcome:
    """Train a spec from the beginning.

    Args:
        source: the spec.
        request: what is asked for; the model and the data settle the rest.
        folder: of the run; `runs/<model>-<data>` if None.
        force: whether to write over a run that is there.
        quiet: whether to show no progress.
        world: the processes that train together; those that torchrun started if None.
        remark: takes what the user should know before training begins: the line that says what was
            read.
        data: the examples, where they are an object of Python: a map-style data set or a loader of
            torch, or a dict of two, "train" and "test"; else the request says what they are.

    Raises:
        SchematicError: the spec has errors.
        DataError: the data cannot be used.
        TrainingError: training cannot begin, or cannot go on.
    """
    with _joined(world) as processes:
        setup = set_up(source, request or Request(), data=data)
        place = Path(folder) if folder else default_folder(setup.schematic, setup.config.data)
        with _locked(place, processes) as weakness:
            run = create_run(place, source, setup, processes, force=force, pictures=picture_files())
            drawn = processes.lead(lambda: save_drawing(setup.schematic, place))
            notes = _said(weakness, drawn, _labels_kept(setup))
            processes.lead(lambda: remark(f"data: {run.setup.line}"))
            return _train(run, processes, data, quiet=quiet, notes=notes)


def resume(
    folder: str | Path,
    request: Request | None = None,
    *,
    quiet: bool = True,
    world: World | None = None,
    remark: Remark = unheard,
    data: object | None = None,
) -> Outcome:
    """Go on with a run from its last good checkpoint.

    Args:
        folder: of the run.
        request: how long to train, where and how to compute, and where the data are, if they were
            moved or have changed; nothing else can change.
        quiet: whether to show no progress.
        world: the processes that train together; those that torchrun started if None.
        remark: as of `train`.
        data: the examples, where the run was begun with an object of Python.

    Raises:
        RunError: there is no run in the folder, or it cannot be opened.
        TrainingError: other options are asked for, or training cannot go on.
    """
    place = Path(folder)
    change = partial(_changes, request=request or Request(), folder=place)
    with _joined(world) as processes:
        processes.lead(lambda: check_folder(place))
        with _locked(place, processes) as weakness:
            run = reopen_run(place, change, processes, data)
            prepared = processes.lead(lambda: _prepare(run))
            notes = (*_said(weakness), *run.notes, *prepared)
            processes.lead(lambda: remark(f"data: {run.setup.line}"))
            return _train(run, processes, data, quiet=quiet, notes=notes)


def _prepare(run: Run) -> list[str]:
    """Clean the folder of a run, and write the changed options, and the drawing if it is missing.

    What dead processes left is removed, and so are the lines of the log that will be written again.

    Returns:
        What the user should know of the log and of the drawing.
    """
    remove_dead(run.folder, (*FILES, *picture_files()))
    note = cut_log(run.folder / LOG, run.state.step)
    write_texts(run)
    is_drawn = is_there(run.folder / DRAWING)
    drawn = None if is_drawn else save_drawing(run.setup.schematic, run.folder)
    return [*_said(note, drawn)]


def _labels_kept(setup: Setup) -> str | None:
    """How many examples kept the labels of partly observed nodes, where others were hidden."""
    count = setup.config.labels
    if count is None:
        return None
    nodes = setup.schematic.nodes
    partly = [name for name in setup.schematic.partly_observed if nodes[name].space.classes]
    columns = {name: setup.train.columns[name, ""] for name in partly}
    kept = (
        f"{(in_memory(labels) >= 0).sum():,} of {len(labels):,} of {name}"
        for name, labels in columns.items()
    )
    return f"{count} labels a class are kept in training, {', '.join(kept)}; the rest are hidden"


@contextmanager
def _locked(folder: Path, world: World) -> Iterator[str | None]:
    """Within this context, only these processes train in a folder; the first of them locks it."""
    with ExitStack() as stack:
        yield world.lead(lambda: stack.enter_context(locked(folder)))


def _said(*notes: str | None) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _joined(world: World | None) -> AbstractContextManager[World]:
    return joined(find_launch()) if world is None else nullcontext(world)


def _changes(config: Config, request: Request, folder: Path) -> dict[str, Any]:
    """Return the options that a resumed run replaces; refuse those that make it another run."""
    asked = asked_for(request)
    free = {*CHANGEABLE, "data"}  # the data may have been moved
    wrong = [k for k in asked if k not in free and asked[k] != getattr(config, k)]
    if wrong:
        was = getattr(config, wrong[0])
        shown = ",".join(map(str, was)) if isinstance(was, tuple) else was
        raise TrainingError(
            f"the run in {folder} was made with {REQUESTED[wrong[0]].word(wrong[0])[2:]} {shown}",
            "leave the option out, or begin another run: --out DIR",
        )
    changes = {k: v for k, v in asked.items() if k in free}
    return {**changes, "steps": None} if "epochs" in changes else changes


def _train(
    run: Run, world: World, data: object | None, *, quiet: bool, notes: tuple[str, ...]
) -> Outcome:
    config, state = run.setup.config, run.state
    columns = to_columns(run.setup.train, places(run.setup.schematic), run.device)
    title = run.setup.schematic.name
    with (
        reporting(title, state.step, config.steps, quiet=quiet or not world.leads) as reporter,
        computing_in(config.precision, state.model, run.device),
        run.exchange,
        Batches(
            columns,
            config.batch,
            config.seed,
            world.rank,
            world.size,
            per_step=derive(run.setup.schematic).batches,
            workers=config.workers,
        ) as batches,
    ):
        session = Session(
            folder=run.folder,
            config=config,
            state=state,
            batches=batches,
            probes=make_probes(run.setup, run.device),
            device=run.device,
            reporter=reporter,
            world=world,
            make_step=_choose_step(run),
        )
        _run_or_explain(session)
    if not world.leads:
        return Outcome(run, ())
    whole = open_run(run.folder, data=data) if config.shard else run
    return Outcome(whole, (*notes, *draw_pictures(whole)))


def _choose_step(run: Run) -> Step | None:
    """Return the step of a batch in parts; None stands for the model's own step.

    A sharded model has something to do after each backward pass, so it cannot step by itself.
    """
    config = run.setup.config
    if config.accumulate == 1 and not config.shard:
        return None
    return Accumulation(run.model, config.accumulate, run.device, run.exchange).step


def _run_or_explain(session: Session) -> None:
    """Train; where the disk or an example fails, say how to go on once that is mended."""
    try:
        run_loop(session)
    except OSError as error:
        left, cure = _left(session)
        raise TrainingError(
            f"{error.filename or session.folder}: {reason_of(error)} {left}",
            f"make room on the disk, or mend it; then {cure}",
        ) from error
    except DataError as error:
        left, cure = _left(session)
        raise DataError(f"{error.message}, {left}", f"{error.cure}; then {cure}") from error


def _left(session: Session) -> tuple[str, str]:
    """Where a training that failed has come to and what is left of it, and how to go on."""
    step, saved = session.state.step, session.state.saved
    if saved is None:
        left = f"at step {step:,}; no checkpoint is written yet"
        return left, "begin again: sgm train FILE --force"
    left = f"at step {step:,}; the checkpoint of step {saved:,} is still there"
    return left, f"go on with: {session.world.resuming(session.folder)}"


def make_probes(setup: Setup, device: torch.device) -> Mapping[str, Batch]:
    """Return the batches on which the log measures every term, by "train" and perhaps "test"."""
    feeds = {"train": setup.train, "test": setup.test}
    ways = places(setup.schematic)
    return {
        name: first_rows(to_columns(feed, ways, device), PROBE)
        for name, feed in feeds.items()
        if feed is not None
    }
