"""State and batches → a trained State: one loop over a tuple of players, for every model.

Losses stay on the device as tensors until they are flushed, so the loop adds next to nothing to the
cost of the model's own step.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import torch
from torch import Tensor

from schematic.training.checkpoint.atomic_file import sync
from schematic.training.checkpoint.checkpoint_file import load_checkpoint, save_checkpoint
from schematic.training.checkpoint.training_state import Optimizers, State, first_bad_value
from schematic.training.distributed.processes import ALONE, World
from schematic.training.log.csv_log import LOG, Row, append_row, make_row
from schematic.training.log.outlets import Outlet
from schematic.training.log.progress import Reporter
from schematic.training.loop.accumulation import Accumulation
from schematic.training.loop.averaging import Averaging
from schematic.training.loop.batches import Batch, Batches
from schematic.training.loop.early_stop import is_exhausted, note_line
from schematic.training.loop.term_values import measure_terms
from schematic.training.options.by_player import of_player
from schematic.training.options.config import Config
from schematic.training.options.schedules import rate_share
from schematic.training.signals import catch_interrupts
from schematic.training.training_errors import DivergedError, InterruptedTrainingError

Step = Callable[[Batch | list[Batch], Optimizers], Mapping[str, Tensor]]

FLUSH = 100  # steps between two looks at the losses, at most
HELD_OUT_SEED = 7_919


@dataclass(frozen=True, eq=False)
class Session:
    """Everything that one training needs; only `state` and `batches` change.

    Attributes:
        folder: of the run.
        config: its options.
        state: what is trained.
        batches: of training examples.
        probes: batches on which the terms of the log are measured, "train" and perhaps "test".
        device: where the model and the batches are.
        reporter: shows the progress.
        world: the processes that train together; all of them run the same loop.
        make_step: makes a step, with the signature of `model.step`; None stands for that.
        show: draws the samples as they are now, or hands the run to the user; None for neither.
        averaging: moves the average of the parameters after each step; None where none is kept.
        outlets: where the lines of the log go beside `log.csv`; only the first process has any.
        stopped: gets a word where a function of the user's ends the training, in the first process.
    """

    folder: Path
    config: Config
    state: State
    batches: Batches
    probes: Mapping[str, Batch]
    device: torch.device
    reporter: Reporter
    world: World = ALONE
    make_step: Step | None = None
    show: Callable[[], None] | None = None
    averaging: Averaging | None = None
    outlets: Sequence[Outlet] = ()
    stopped: list[str] = field(default_factory=list)


def run_loop(session: Session) -> None:
    """Train until the last step, or until a function of the user's ends it.

    Raises:
        DivergedError: a loss or a parameter is not finite; the last good checkpoint is kept.
        InterruptedTrainingError: the user stopped it; a checkpoint has been written.
        OSError: a file cannot be written; the last checkpoint is kept.
        RuntimeError: another process is gone; the last checkpoint is kept.
    """
    state, steps = session.state, session.config.steps
    session.batches.seek(state.step)
    save_good(session)
    with catch_interrupts() as stop:
        while not is_done(session):
            before = state.step
            is_over = _advance_together(session, stop)
            flush(session)
            is_due = state.step % session.config.log_every == 0 or state.step == steps
            if is_due and state.window:  # empty: stopped before a step came after the last line
                _log(session)
            if state.step > before:
                _show(session)
            if is_over:
                break
            if state.step % session.config.checkpoint_every == 0 and not is_done(session):
                save_good(session)
        save_good(session)
    if not is_done(session) and not session.world.lead(lambda: bool(session.stopped)):
        raise InterruptedTrainingError(
            f"interrupted at step {state.step:,} of {steps:,}; a checkpoint is written",
            f"resume with: {session.world.resuming(session.folder)}",
        )


def is_done(session: Session) -> bool:
    """Whether all steps are made, or no lower held-out loss is waited for any more."""
    state, config = session.state, session.config
    return state.step >= config.steps or is_exhausted(state, config.patience)


def _advance_together(session: Session, stop: list[str]) -> bool:
    """Step to the next halt; return whether to stop there, which all processes decide together."""
    state, world = session.state, session.world
    step, seconds = state.step, state.seconds
    if world.stretch is None:
        advance(session, step if session.stopped else _next_halt(session), stop)
    else:
        advance(session, min(_next_halt(session), step + world.stretch), [])
    return world.agree(bool(stop or session.stopped), state.step - step, state.seconds - seconds)


def _next_halt(session: Session) -> int:
    """Return the step before which there is nothing to do but to train."""
    step, config = session.state.step, session.config
    periods = (config.log_every, config.checkpoint_every, config.sample_every or FLUSH, FLUSH)
    return min(config.steps, *(step - step % period + period for period in periods))


def advance(session: Session, until: int, stop: list[str]) -> None:
    """Train until a step is reached or a signal came. This is the innermost loop."""
    state, reporter = session.state, session.reporter
    model: Any = state.model
    make_step = session.make_step or model.step
    optimizers, next_batch = state.optimizers, session.batches.for_step
    config, recent, share = session.config, state.recent, math.nan
    rates = {player: of_player(config.lr, player) for player in optimizers}
    averaging, share_of = session.averaging, learning_share(config)
    begin = time.perf_counter() - state.seconds
    while state.step < until and not stop:
        if share != (share := share_of(state.step)):
            set_rates(optimizers, rates, share)
        recent.append(make_step(next_batch(), optimizers))
        state.step += 1
        if averaging is not None:
            averaging.update(state.step)
        reporter.tick(state.step)
    state.seconds = time.perf_counter() - begin


def learning_share(config: Config) -> Callable[[int], float]:
    """Return the share of the learning rate that a step (from 0) is made with."""
    return rate_share(config.schedule, config.decay, config.warmup, config.steps)


def set_rates(optimizers: Optimizers, rates: Mapping[str, float], share: float) -> None:
    """Give every optimizer a share of its learning rate."""
    for player, optimizer in optimizers.items():
        for group in optimizer.param_groups:
            group["lr"] = rates[player] * share


def flush(session: Session) -> None:
    """Bring the losses of the last steps from the device, and check that they are finite.

    The losses of several processes are averaged to that of the whole batch, in nats.

    Raises:
        DivergedError: a loss is not finite; it names the step, every player whose loss is not, and
            the terms that make it so.
    """
    state = session.state
    if not state.recent:
        return
    players = list(state.recent[0])
    columns = [torch.stack([losses[player] for losses in state.recent]) for player in players]
    rows = session.world.mean(torch.stack(columns, 1)).tolist()
    first = state.step - len(rows) + 1
    state.recent.clear()
    for offset, row in enumerate(rows):
        if not all(map(math.isfinite, row)):
            _raise_diverged(session, first + offset, dict(zip(players, row, strict=True)))
    state.window.extend(rows)


def save_good(session: Session) -> None:
    """Write a checkpoint, unless a value is not finite; the lines of the log go to the disk first.

    Raises:
        DivergedError: a parameter, or an average of its optimizer, is not finite; it names it.
    """
    bad = first_bad_value(session.state, session.world)
    if bad is not None:
        step = session.state.step
        _go_back(session)
        raise DivergedError(
            f"{bad} is not finite after step {step:,}; {_last_good(session)}", _CURE
        )
    session.world.lead(lambda: _sync_lines(session))
    save_checkpoint(session.state, session.folder, session.world)


def _go_back(session: Session) -> None:
    """Return to the last good checkpoint, if one has been written."""
    if session.state.saved is not None:
        load_checkpoint(session.state, session.folder, session.world, session.config.seed)


def _log(session: Session) -> None:
    """Add a line to the log, and show the losses."""
    state, seed = session.state, session.config.seed + HELD_OUT_SEED
    count = len(state.window)
    players = tuple(state.optimizers)
    sums = [math.fsum(column) for column in zip(*state.window, strict=True)]
    losses = {player: total / count for player, total in zip(players, sums, strict=True)}
    with session.averaging.shown() if session.averaging else nullcontext():
        terms = {
            name: measure_terms(state.model, probe, seed, session.device)
            for name, probe in session.probes.items()
        }
        if session.config.patience is not None:
            note_line(state, terms, session.world)
    row = make_row(state.step, state.seconds, losses, terms["train"], terms.get("test", {}))
    session.world.lead(lambda: _write_line(session, row))
    state.window.clear()
    session.reporter.report(state.step, state.seconds, losses)


def _show(session: Session) -> None:
    """Show the run, with its average if one is kept, where that is due after this step.

    Where no pictures of samples are asked for, it is due with each line of the log.
    """
    step, every = session.state.step, session.config.sample_every or session.config.log_every
    if session.show is None:
        return
    if step % every == 0 or step == session.config.steps:
        with session.averaging.shown() if session.averaging else nullcontext():
            session.world.lead(session.show)


def _write_line(session: Session, row: Row) -> None:
    """Write a line of the log to its file and to wherever else it goes."""
    append_row(session.folder / LOG, row)
    values = {name: value for name, value in row.items() if name != "step"}
    for outlet in session.outlets:
        outlet.write(session.state.step, values)


def _sync_lines(session: Session) -> None:
    """Bring all lines of the log to the disk."""
    sync(session.folder / LOG)
    for outlet in session.outlets:
        outlet.sync()


def _raise_diverged(session: Session, step: int, losses: Mapping[str, float]) -> NoReturn:
    """Go back to the last good checkpoint and train up to the step again, to name the terms.

    Args:
        session: the training.
        step: the first step with a loss that is not finite.
        losses: of that step, by player.
    """
    _go_back(session)
    good = _last_good(session)
    session.batches.seek(session.state.step)
    advance(session, step - 1, [])
    session.state.recent.clear()
    recorded = _terms_of_step(session)
    _go_back(session)
    told = [
        f"the loss of player {player} is {loss} at step {step:,}: {_blamed(recorded[player])}"
        for player, loss in losses.items()
        if not math.isfinite(loss)
    ]
    raise DivergedError("; ".join([*told, good]), _CURE)


def _terms_of_step(session: Session) -> dict[str, dict[str, float]]:
    """Make one step, and return the terms of each player as its loss has read them.

    A player's turn comes after the steps of those before it, so one player may have spoilt the
    terms of the next. The step is made without a graph, which would hide them.
    """
    state = session.state
    model: Any = state.model
    recorded: dict[str, dict[str, Tensor]] = {player: {} for player in state.optimizers}
    terms_of = model._terms

    def record(player: str, draws: Mapping[str, Tensor]) -> dict[str, Tensor]:
        found: dict[str, Tensor] = terms_of(player, draws)
        for label, value in found.items():  # one of several parts is enough to spoil the loss
            recorded[player][label] = recorded[player].get(label, 0) + value.detach()
        return found

    make_step = session.make_step or Accumulation(model, 1, session.device).step
    model._terms = record
    try:
        make_step(session.batches.for_step(), state.optimizers)
    finally:
        del model._terms
    means = {
        player: session.world.mean(torch.stack([value.float() for value in terms.values()]))
        for player, terms in recorded.items()
    }
    return {
        player: dict(zip(terms, means[player].tolist(), strict=True))
        for player, terms in recorded.items()
    }


def _blamed(terms: Mapping[str, float]) -> str:
    """Which terms make a loss that is not finite."""
    bad = [label for label, value in terms.items() if not math.isfinite(value)]
    if not bad:
        return f"it is the sum of {', '.join(terms)}"
    if len(bad) == 1:
        return f"its term {bad[0]} is {terms[bad[0]]}"
    return f"its terms {', '.join(bad)} are not finite"


_CURE = "try a smaller --lr, or look for a term of the spec that is not bounded"


def _last_good(session: Session) -> str:
    if session.state.saved is None:
        return "no checkpoint is written yet"
    return f"the checkpoint of step {session.state.step:,} in {session.folder} is good"
