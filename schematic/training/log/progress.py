"""Steps and losses → what the user sees: a bar on a terminal, plain lines elsewhere.

The training loop calls a `Reporter`; which one it is follows from where stderr goes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from schematic.graph.names import greek

REFRESH = 0.25  # seconds between two looks at the bar
LINES = 10  # plain lines of one training


class Reporter(Protocol):
    """What the training loop calls to show its progress."""

    def tick(self, step: int) -> None:
        """Note that a step was made."""

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Show the mean losses since the last report, in nats by player."""


class Silent:
    """Shows nothing."""

    def tick(self, step: int) -> None:
        """Do nothing."""

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Do nothing."""


class Plain(Silent):
    """Prints about ten lines on stderr."""

    def __init__(self, steps: int) -> None:
        """Take the number of steps over which the lines are spread."""
        self.steps = steps
        self.next = 0.0

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Print a line, if enough steps have passed since the last one."""
        if step < self.next and step < self.steps:
            return
        self.next = step + self.steps / LINES
        print(
            f"step {step:>{len(str(self.steps))}} of {self.steps}   {show_losses(losses)}   "
            f"{seconds:.1f} s",
            file=sys.stderr,
        )


class Unheard:
    """Shows what another reporter shows, until nobody can see it: training goes on without.

    A terminal that is closed refuses what is written to it, and so does a full disk behind stderr.
    """

    def __init__(self, reporter: Reporter) -> None:
        """Take the other reporter."""
        self.reporter = reporter

    def tick(self, step: int) -> None:
        """Note that a step was made."""
        try:
            self.reporter.tick(step)
        except OSError:
            self.reporter = Silent()

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Show the losses."""
        try:
            self.reporter.report(step, seconds, losses)
        except OSError:
            self.reporter = Silent()


class Bar:
    """Moves a bar on the terminal."""

    def __init__(self, bar: Any, task: Any) -> None:
        """Take a Progress of rich and its task."""
        self.bar, self.task = bar, task
        self.due = 0.0

    def tick(self, step: int) -> None:
        """Move the bar, a few times a second."""
        now = time.perf_counter()
        if now >= self.due:
            self.due = now + REFRESH
            self.bar.update(self.task, completed=step)

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Show the losses."""
        self.bar.update(self.task, completed=step, losses=show_losses(losses))


def show_losses(losses: Mapping[str, float]) -> str:
    """Write losses in one line: `φ 1.386   θ 0.693`, in nats."""
    return "   ".join(f"{greek(player)} {value:.4g}" for player, value in losses.items())


@contextmanager
def reporting(title: str, start: int, steps: int, *, quiet: bool) -> Iterator[Reporter]:
    """Yield the reporter that suits where stderr goes.

    Args:
        title: what the bar is called.
        start: the step at which training begins.
        steps: the step at which it ends.
        quiet: whether to show nothing.
    """
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        yield Unheard(Plain(steps))
    else:
        with _shown(_bar()) as bar:
            yield Unheard(Bar(bar, bar.add_task(title, completed=start, total=steps, losses="")))


@contextmanager
def _shown(bar: Any) -> Iterator[Any]:
    """Within this context, a Progress of rich is on the terminal, as long as there is one."""
    bar.start()
    try:
        yield bar
    finally:
        with suppress(OSError):
            bar.stop()


def _bar() -> Any:
    from rich import progress
    from rich.console import Console

    return progress.Progress(
        progress.TextColumn("[bold]{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[losses]}"),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        refresh_per_second=1 / REFRESH,
    )
