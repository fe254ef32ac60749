"""Ctrl-C, SIGTERM or SIGHUP → a note to stop after the step, so that no checkpoint is half of one.

SIGHUP comes when a terminal is closed or a connection is lost; under `nohup` it stays ignored.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
CAUGHT = tuple(signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__)


def heard() -> tuple[signal.Signals, ...]:
    """Return the signals that end a training; SIGHUP is none of them if it is ignored already."""
    return tuple(n for n in CAUGHT if not (n.name == "SIGHUP" and _is_ignored(n)))


def _is_ignored(number: signal.Signals) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


@contextmanager
def catch_interrupts() -> Iterator[list[str]]:
    """Yield a list to which the first signal adds its name; a second signal interrupts at once.

    A second SIGHUP does not, because a terminal that is closed often sends two.
    """
    stop: list[str] = []
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def note(number: int, frame: FrameType | None) -> None:
        name = signal.Signals(number).name
        if stop and name != "SIGHUP":
            raise KeyboardInterrupt
        stop.append(name)

    before = {number: signal.signal(number, note) for number in heard()}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
