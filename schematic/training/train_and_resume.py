"""A source and what a user asks for → a run: set up, trained, with its pictures.

Where torchrun started several processes, all of them run this; only the first writes files and
prints messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch

from schematic.data import DataError, Feed
from schematic.data.lazy_column import in_memory
from schematic.diagnostics import Source
from schematic.objective import derive
from schematic.objective.printing.labels import cost_of, label_of
from schematic.training.checkpoint.folder_lock import locked
from schematic.training.checkpoint.own_files import is_there, reason_of, remove_dead
from schematic.training.checkpoint.training_state import AVERAGE
from schematic.training.distributed.processes import World, joined
from schematic.training.distributed.torchrun import find_launch
from schematic.training.log.csv_log import LOG, cut_log
from schematic.training.log.outlets import Callback, Outlet, cut_outlets, open_outlets
from schematic.training.log.progress import Reporter, reporting
from schematic.training.loop.accumulation import Accumulation
from schematic.training.loop.averaging import Averaging
from schematic.training.loop.batch_change import Change, asked_rooms, batch_changes
from schematic.training.loop.batches import Batch, Batches, first_rows, to_columns
from schematic.training.loop.early_stop import tell_best
from schematic.training.loop.precision import computing_in
from schematic.training.loop.threads import (
    Threads,
    choose_threads,
    computing_with,
    largest_layer,
)
from schematic.training.loop.training_loop import Session, Step, run_loop
from schematic.training.options.batch_places import places
from schematic.training.options.config import CHANGEABLE, REQUESTED, Config, Request, asked_for
from schematic.training.options.contradictions import check_asked
from schematic.training.options.prepared import looked_at
from schematic.training.options.setup import Setup, players_of, set_up
from schematic.training.pictures.frames import (
    draw_frame,
    forget_frames,
    require_frames,
    write_animation,
)
from schematic.training.pictures.run_picture import draw_pictures, picture_files
from schematic.training.run.run_folder import (
    DRAWING,
    FILES,
    Run,
    create_run,
    open_run,
    reopen_run,
    save_drawing,
    write_texts,
)
from schematic.training.run.run_place import check_folder, check_named, default_folder
from schematic.training.training_errors import InterruptedTrainingError, TrainingError
from schematic.training.user_calls import UserCall, UserCallError

PROBE = 128  # examples on which the terms of the log are measured, at most


Remark = Callable[[str], None]
Watcher = Callable[[Run], None]
Shown = Callable[[], AbstractContextManager[None]]
"""Makes a context within which the model has the parameters that are looked at."""
View = Callable[[Run, Shown], AbstractContextManager[Reporter]]
"""Makes what shows a run that is trained, in the place of a bar and of lines."""


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
    callbacks: Sequence[Callback] = (),
    watch: Watcher | None = None,
    view: View | None = None,
    pictures: bool = True,
    data: object | None = None,
    setup: Setup | None = None,
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
        callbacks: functions that get the step and the values of each line of the log, by the names
            of its columns, in nats; the first process calls them.
        watch: gets the run as it is now, every `sample_every` steps, or with each line of the log
            where that is not asked for, and after the last step. It and the callbacks may raise
            `StopTraining`; whatever else they raise ends the training, too.
        view: makes what shows the run while it is trained, in the place of a bar and of lines, in
            the first process.
        pictures: whether pictures are drawn, on the way where they are asked for, and at the end.
        data: the examples, where they are an object of Python: a map-style data set or a loader of
            torch, or a dict of two, "train" and "test"; else the request says what they are.
        setup: what `set_up` makes of the source, the request and the data, where it is made.

    Raises:
        SchematicError: the spec has errors.
        DataError: the data cannot be used.
        TrainingError: training cannot begin, or cannot go on.
    """
    check_named(folder)
    with _joined(world) as processes:
        setup = setup or set_up(source, request or Request(), data=data)
        require_frames(setup)
        check_asked(request or Request(), setup.config, players_of(setup.schematic))
        _batch_changes(setup)  # what cannot be done is refused before a folder is made
        default = default_folder(setup.schematic, setup.config.data)
        place = default if folder is None else Path(folder)
        with _locked(place, processes) as weakness:
            run = create_run(place, source, setup, processes, force=force, pictures=picture_files())
            processes.lead(lambda: forget_frames(place))
            drawn = processes.lead(lambda: save_drawing(setup.schematic, place))
            notes = _said(weakness, drawn, _labels_kept(setup), *_prepared(setup))
            processes.lead(lambda: remark(f"data: {run.setup.line}"))
            return _train(
                run,
                processes,
                data,
                quiet=quiet,
                notes=notes,
                remark=remark,
                callbacks=callbacks,
                watch=watch,
                view=view,
                pictures=pictures,
            )


def resume(
    folder: str | Path,
    request: Request | None = None,
    *,
    quiet: bool = True,
    world: World | None = None,
    remark: Remark = unheard,
    callbacks: Sequence[Callback] = (),
    watch: Watcher | None = None,
    view: View | None = None,
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
        callbacks: functions that get the step and the values of each line of the log.
        watch: as of `train`.
        view: as of `train`.
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
            require_frames(run.setup)
            prepared = processes.lead(lambda: _prepare(run))
            notes = (*_said(weakness), *run.notes, *prepared)
            processes.lead(lambda: remark(f"data: {run.setup.line}"))
            return _train(
                run,
                processes,
                data,
                quiet=quiet,
                notes=notes,
                remark=remark,
                callbacks=callbacks,
                watch=watch,
                view=view,
            )


def _prepare(run: Run) -> list[str]:
    """Clean the folder of a run, and write the changed options, and the drawing if it is missing.

    What dead processes left is removed, and so are the lines of the log that will be written again.

    Returns:
        What the user should know of the log and of the drawing.
    """
    remove_dead(run.folder, (*FILES, *picture_files()))
    forget_frames(run.folder, after=run.state.step)
    log = cut_log(run.folder / LOG, run.state.step, _renamed_columns(run))
    notes = log, *cut_outlets(run.folder, run.state.step)
    write_texts(run)
    is_drawn = is_there(run.folder / DRAWING)
    drawn = None if is_drawn else save_drawing(run.setup.schematic, run.folder)
    return [*_said(*notes, drawn)]


def _renamed_columns(run: Run) -> dict[str, str]:
    """The columns of terms that older versions called by what is gained: `log p(x|z)`, positive."""
    objective = derive(run.setup.schematic)
    return {
        f"{split}{player.name}: {label_of(objective, term.body)}": (
            f"{split}{player.name}: {cost_of(objective, term.body)}"
        )
        for split in ("", "test ")
        for player in objective.players
        for term in player.terms
    }


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


def _batch_changes(setup: Setup) -> tuple[Change, ...]:
    """Return what is done to each batch.

    Raises:
        DataError: something is asked for that fits none of the data.
    """
    events = {
        place: setup.train.columns[place.node, place.domain].shape[1:]
        for place in places(setup.schematic)
    }
    return batch_changes(setup.config, events)


def _prepared(setup: Setup) -> list[str]:
    """How the data were prepared, and what is done to every batch."""
    return [room.told for room in asked_rooms(setup.config)]


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
    for name, value in asked.items():
        if REQUESTED[name].takes.accepts(value):
            asked[name] = REQUESTED[name].takes.plain(value)
    wrong = [k for k in asked if k not in free and not _is_as_asked(asked[k], getattr(config, k))]
    if wrong:
        was = getattr(config, wrong[0])
        if isinstance(was, Mapping):
            was = tuple(f"{name}={value}" for name, value in was.items())
        shown = ",".join(map(str, was)) if isinstance(was, tuple) else was
        raise TrainingError(
            f"the run in {folder} was made with {REQUESTED[wrong[0]].word(wrong[0])[2:]} {shown}",
            "leave the option out, or begin another run: --out DIR",
        )
    changes = {k: v for k, v in asked.items() if k in free}
    return {**changes, "steps": None} if "epochs" in changes else changes


def _is_as_asked(asked: Any, kept: Any) -> bool:
    """Whether an option is kept as it is asked for, be it of some players only."""
    if isinstance(asked, Mapping) and isinstance(kept, Mapping):
        return all(kept.get(name) == value for name, value in asked.items())
    return bool(asked == kept)


def _train(
    run: Run,
    world: World,
    data: object | None,
    *,
    quiet: bool,
    notes: tuple[str, ...],
    remark: Remark,
    callbacks: Sequence[Callback],
    watch: Watcher | None = None,
    view: View | None = None,
    pictures: bool = True,
) -> Outcome:
    untold: list[str] = []
    stopped: list[str] = []
    calls = Calls(
        show=_shower(run, watch, untold, stopped, pictures=pictures),
        callbacks=[UserCall(callback, run.device, stopped) for callback in callbacks],
        stopped=stopped,
    )
    threads = _choose_threads(run, world)
    world.lead(lambda: remark(f"steps: {_what_runs(run, threads)}"))
    raised: Exception | None = None
    try:
        with computing_with(threads):
            _run_session(run, world, calls, view, quiet=quiet)
    except InterruptedTrainingError as error:
        if not pictures:
            raise
        raise _with_pictures(error, run, world, data) from None
    except UserCallError as error:
        raised = error.plain(f"training ended {'; '.join(_left(run, world))}")
    if raised is not None:  # outside of our handling, so that it keeps the cause that it had
        raise raised
    if not world.leads:
        return Outcome(run, ())
    whole = _as_shown(run, data)
    best = tell_best(run.state, run.setup.config)
    drawn = _all_pictures(whole) if pictures else ()
    return Outcome(whole, (*notes, *_ended(run, world, stopped), *untold, *_said(best), *drawn))


def _shower(
    run: Run, watch: Watcher | None, untold: list[str], stopped: list[str], *, pictures: bool
) -> Callable[[], None] | None:
    """Return what draws a picture of the samples, where one is asked for, and calls the user."""
    draws = pictures and run.setup.config.sample_every is not None
    if watch is None and not draws:
        return None
    call = None if watch is None else UserCall(watch, run.device, stopped)

    def show() -> None:
        if draws:
            _show(run, untold)
        if call is not None:
            call(run)

    return show


def _ended(run: Run, world: World, stopped: Sequence[str]) -> tuple[str, ...]:
    """What is to be known of a training that a function of the user's has ended."""
    if not stopped:
        return ()
    why = f": {stopped[0]}" if stopped[0] else ""
    step, steps = run.state.step, run.setup.config.steps
    return (
        f"stopped at step {step:,} of {steps:,} by StopTraining{why}; "
        f"go on with: {world.resuming(run.folder)}",
    )


def _choose_threads(run: Run, world: World) -> Threads:
    """Return with how many threads this process computes its steps."""
    config, schematic = run.setup.config, run.setup.schematic
    events = [schematic.nodes[place.node].space.shape for place in places(schematic)]
    share = config.batch // (world.size * config.accumulate)
    work = largest_layer(run.model, share, [shape for shape in events if shape is not None])
    return choose_threads(config.threads, work, world.size)


def _what_runs(run: Run, threads: Threads) -> str:
    """How many steps there are to make, of how many examples, and what computes them."""
    config, device = run.setup.config, run.device.type
    left = max(0, config.steps - run.state.step)
    with_threads = f", {threads.words}" if device == "cpu" else ""
    return f"{left:,} of {config.batch:,} examples, on {device}{with_threads}"


def _as_shown(run: Run, data: object | None) -> Run:
    """The run with all parameters, and with their averages if it keeps these."""
    config = run.setup.config
    if not (config.shard or run.state.views):
        return run
    return open_run(run.folder, {"nets": config.nets}, data)


@dataclass(frozen=True)
class Calls:
    """What the user's functions do in a training.

    Attributes:
        show: draws samples and hands the run to the user; None for neither.
        callbacks: get the lines of the log.
        stopped: gets a word where one of them ends the training.
    """

    show: Callable[[], None] | None
    callbacks: Sequence[Callback]
    stopped: list[str]


def _run_session(run: Run, world: World, calls: Calls, view: View | None, *, quiet: bool) -> None:
    """Train until the end."""
    config, state = run.setup.config, run.state
    columns = to_columns(run.setup.train, places(run.setup.schematic), run.device)
    averaging = _averaging(run)
    with (
        _reporting(
            run, averaging, view if world.leads else None, quiet or not world.leads
        ) as reporter,
        computing_in(config.precision, state.model, run.device),
        _outlets(run, world, calls.callbacks) as outlets,
        run.exchange,
        Batches(
            columns,
            config.batch,
            config.seed,
            world.rank,
            world.size,
            per_step=derive(run.setup.schematic).batches,
            workers=config.workers,
            changes=_batch_changes(run.setup),
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
            show=calls.show,
            averaging=averaging,
            outlets=outlets,
            stopped=calls.stopped,
        )
        _run_or_explain(session, run)


def _reporting(
    run: Run, averaging: Averaging | None, view: View | None, quiet: bool
) -> AbstractContextManager[Reporter]:
    """Return what shows the progress of a run: a view, or a bar or lines."""
    if view is not None:
        return view(run, nullcontext if averaging is None else averaging.shown)
    return reporting(run.setup.schematic.name, run.state.step, run.setup.config.steps, quiet=quiet)


def _show(run: Run, untold: list[str]) -> None:
    """Draw the samples as they are now; why that failed is told once."""
    note = draw_frame(run)
    if note is not None and not untold:
        untold.append(note)


def _all_pictures(run: Run) -> tuple[str, ...]:
    """Draw whatever fits the model, and put its pictures of samples together; notes say why not."""
    is_moving = run.setup.config.sample_every is not None
    return _said(*draw_pictures(run), write_animation(run.folder) if is_moving else None)


def _with_pictures(
    error: InterruptedTrainingError, run: Run, world: World, data: object | None
) -> InterruptedTrainingError:
    """Draw the pictures of a run that was interrupted; another signal leaves them undrawn.

    Its checkpoint is written before, so nothing is lost. Where parameters are sharded no process
    has all of them, and `sgm sample` draws what is wanted.
    """
    if not world.leads:
        return error
    cure = f"{error.cure}; see samples with: sgm sample {run.folder}"
    if run.setup.config.shard:
        return InterruptedTrainingError(error.message, cure)
    try:
        _all_pictures(_as_shown(run, data))
    except KeyboardInterrupt:
        return InterruptedTrainingError(error.message, cure)
    return InterruptedTrainingError(f"{error.message}, and pictures are drawn", error.cure)


def _choose_step(run: Run) -> Step | None:
    """Return the step of a batch in parts; None stands for the model's own step.

    A sharded model has something to do after each backward pass, and a scaled loss before it, so
    neither can step by itself.
    """
    config = run.setup.config
    scalers = run.state.scalers
    if config.accumulate == 1 and not config.shard and not scalers:
        return None
    return Accumulation(run.model, config.accumulate, run.device, run.exchange, scalers).step


@contextmanager
def _outlets(run: Run, world: World, callbacks: Sequence[Callback]) -> Iterator[list[Outlet]]:
    """Within this context, the lines of the log go where the options and the user say."""
    log, step = run.setup.config.log, run.state.step
    opened = open_outlets(log, callbacks, run.folder, step) if world.leads else []
    with ExitStack() as stack:
        for outlet in opened:
            stack.callback(outlet.close)
        yield opened


def _averaging(run: Run) -> Averaging | None:
    """Return what moves the average of the run's parameters, if it keeps one."""
    decay = run.setup.config.ema
    return None if decay is None else Averaging(run.model, run.state.views[AVERAGE], decay)


def _run_or_explain(session: Session, run: Run) -> None:
    """Train; where the disk or an example fails, say how to go on once that is mended."""
    try:
        run_loop(session)
    except OSError as error:
        left, cure = _left(run, session.world)
        raise TrainingError(
            f"{error.filename or session.folder}: {reason_of(error)} {left}",
            f"make room on the disk, or mend it; then {cure}",
        ) from error
    except DataError as error:
        left, cure = _left(run, session.world)
        raise DataError(f"{error.message}, {left}", f"{error.cure}; then {cure}") from error


def _left(run: Run, world: World) -> tuple[str, str]:
    """Where a training that failed has come to and what is left of it, and how to go on."""
    step, saved = run.state.step, run.state.saved
    if saved is None:
        left = f"at step {step:,}; no checkpoint is written yet"
        return left, "begin again: sgm train FILE --force"
    left = f"at step {step:,}; the checkpoint of step {saved:,} is still there"
    return left, f"go on with: {world.resuming(run.folder)}"


def _head(feed: Feed) -> Feed:
    """The first examples of a feed, as many as the log looks at."""
    return replace(feed, columns={name: column[:PROBE] for name, column in feed.columns.items()})


def make_probes(setup: Setup, device: torch.device) -> Mapping[str, Batch]:
    """Return the batches on which the log measures every term, by "train" and perhaps "test"."""
    feeds = {"train": looked_at(_head(setup.train), setup.config), "test": setup.test}
    ways = places(setup.schematic)
    return {
        name: first_rows(to_columns(feed, ways, device), PROBE)
        for name, feed in feeds.items()
        if feed is not None
    }
