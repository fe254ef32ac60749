"""A run in training → panels, one after another: at most two a second, and for little of its time.

The training loop calls a `View` as it calls any reporter. Between two panels it waits at least half
a second, and so long that what it costs is a small share of the time; so it does between two looks
at the samples, each of which may cost a whole way back along a diffusion.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from schematic.diagnostics import Error
from schematic.training.checkpoint.own_files import reason_of
from schematic.training.live.panel import Panel
from schematic.training.live.sample_drawing import Image, draw_run_samples
from schematic.training.log.csv_log import LOG, read_log
from schematic.training.run.run_folder import Run
from schematic.training.training_errors import InterruptedTrainingError

APART = 0.5  # seconds between two panels at least
SHARE = 0.015  # of the time, for panels and for samples each

Show = Callable[[Panel], None]
Averaged = Callable[[], AbstractContextManager[None]]
"""Makes a context within which the model is the one that is looked at: its average, if any."""


@dataclass
class Pace:
    """When something that costs time may be done again.

    Attributes:
        next: the time from which it may.
    """

    next: float

    def spent(self, begin: float, end: float) -> None:
        """Note that it was done between two times."""
        self.next = end + max(APART, (end - begin) / SHARE)


class View:
    """Shows a training that goes on; it fulfils `log.progress.Reporter`."""

    def __init__(self, run: Run, averaged: Averaged, show: Show) -> None:
        """Begin with what the log of the run holds already.

        Args:
            run: what is trained.
            averaged: as of `Averaged`.
            show: puts a panel into the place of the one before.
        """
        config = run.setup.config
        self.run, self.show, self.averaged = run, show, averaged
        self.title = title_of(run)
        self.first, self.step, self.steps = run.state.step, run.state.step, config.steps
        self.curves = losses_of(run)
        self.samples: Image | None = None
        self.samples_step = -1
        self.note = ""
        self.begin = time.perf_counter()
        self.panels, self.pictures = Pace(self.begin), Pace(self.begin + APART)

    def tick(self, step: int) -> None:
        """Note that a step was made."""
        self.step = step
        if (now := time.perf_counter()) >= self.panels.next:
            self._show(now)

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Take a line of the log; draw samples, if that is due."""
        for player, loss in losses.items():
            self.curves.setdefault(player, []).append((step, loss))
        if (now := time.perf_counter()) >= self.pictures.next:
            self._draw(step)
            self.pictures.spent(now, time.perf_counter())

    def end(self, how: str, *, draws: bool) -> None:
        """Show the last panel.

        Args:
            how: the training ended, such as "done".
            draws: whether to draw samples of the last step, if that is not done.
        """
        if draws and self.samples_step != self.step:
            self._draw(self.step)
        self._show(time.perf_counter(), how)

    def _draw(self, step: int) -> None:
        """Draw the samples; where that fails, the curves go on alone."""
        try:
            with self.averaged():
                drawn = draw_run_samples(self.run)
        except (ValueError, RuntimeError, OSError, Error) as error:
            self.note = f"samples of step {step:,} could not be drawn: {reason_of(error)}"
        else:
            self.samples, self.samples_step, self.note = drawn, step, ""

    def _show(self, now: float, how: str | None = None) -> None:
        seconds, made = now - self.begin, self.step - self.first
        left = (self.steps - self.step) * seconds / made if made and seconds >= APART else None
        panel = Panel(
            self.title,
            self.step,
            self.steps,
            seconds,
            left,
            how,
            self.curves,
            self.samples,
            self.samples_step,
            self.note,
        )
        try:
            self.show(panel)
        except Exception:  # whatever a front end raises that is gone: the training goes on unseen
            self.show = _unseen
        self.panels.spent(now, time.perf_counter())


def _unseen(panel: Panel) -> None:
    """Show nothing."""


@contextmanager
def viewing(run: Run, averaged: Averaged, show: Show) -> Iterator[View]:
    """Within this context, a training is shown; the last panel says how it ended, and stays."""
    view = View(run, averaged, show)
    try:
        yield view
    except (InterruptedTrainingError, KeyboardInterrupt):
        view.end("interrupted", draws=True)
        raise
    except BaseException:
        view.end("ended by an error", draws=False)
        raise
    view.end("done" if view.step >= view.steps else "ended early", draws=True)


def title_of(run: Run) -> str:
    """What is trained on what: an embedded data set, or a file or folder of the user's."""
    return f"{run.setup.schematic.name} on {Path(run.setup.config.data).name}"


def losses_of(run: Run) -> dict[str, list[tuple[int, float]]]:
    """The losses in the log of a run: player → pairs of a step and the mean loss up to it.

    Raises:
        RunError: the log is damaged.
    """
    rows = read_log(run.folder / LOG)
    names = [name for name in (rows[0] if rows else ()) if name.endswith(" loss")]
    return {
        name.removesuffix(" loss"): [(int(row["step"]), row[name]) for row in rows]
        for name in names
    }
