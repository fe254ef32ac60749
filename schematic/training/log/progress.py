"""Steps and losses → what the user sees: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from schematic.graph.names import greek

REFRESH = 0.25  # seconds between two looks at the bar
LINES = 10  # plain lines of one training


class Reporter(Protocol):
    """Who tells the user how training goes."""

    def tick(self, step: int) -> None:
        """A step was made; called after each."""

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """The mean losses since the last report."""


class Silent:
    """Tells nothing."""

    def tick(self, step: int) -> None:
        """Nothing."""

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Nothing."""


class Plain(Silent):
    """A line now and then, on stderr."""

    def __init__(self, steps: int) -> None:
        """Spread the lines over all steps."""
        self.steps = steps
        self.next = 0.0

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        """Print, if the last line is long enough ago."""
        if step < self.next and step < self.steps:
            return
        self.next = step + self.steps / LINES
        print(
            f"step {step:>{len(str(self.steps))}} of {self.steps}   {show_losses(losses)}   "
            f"{seconds:.1f} s",
            file=sys.stderr,
        )


class Bar:
    """A bar on the terminal."""

    def __init__(self, bar: Any, task: Any) -> None:
        """Take a rich Progress and its task."""
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
    """`φ 1.386   θ 0.693`."""
    return "   ".join(
        f"{','.join(map(greek, player.split(',')))} {value:.4g}" for player, value in losses.items()
    )


@contextmanager
def reporting(title: str, start: int, steps: int, *, quiet: bool) -> Iterator[Reporter]:
    """The reporter that suits where stderr goes."""
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        yield Plain(steps)
    else:
        with _bar() as bar:
            yield Bar(bar, bar.add_task(title, completed=start, total=steps, losses=""))


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
