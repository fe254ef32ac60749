"""A target and an input → what came out; time, memory and warnings have limits on the way."""

from __future__ import annotations

import resource
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tests.fuzz.fuzz_target import FuzzTarget

HANG = 20.0
"""Seconds of this process's time after which an input is given up."""
_UNIT = 2**20 if sys.platform == "darwin" else 2**10


class Fault(Exception):  # noqa: N818
    """What a target promises does not hold."""


class Hang(BaseException):
    """An input takes so long that it is given up; no handler of `Exception` swallows it."""


def feed(target: FuzzTarget, data: bytes) -> str:
    """Feed an input to a target.

    Returns:
        what came out, in a few words.

    Raises:
        Fault: the promise does not hold, a warning escapes, or time or memory is wasted.
        Exception: whatever the project raised and should not have.
        Hang: the input was given up.
    """
    before, began = _peak(), time.process_time()
    with warnings.catch_warnings(record=True) as told, _given_up_after(HANG):
        warnings.simplefilter("always")
        outcome = target.attempt(data)
    took, grown = time.process_time() - began, _peak() - before
    if told:
        raise Fault(f"a warning escapes: {told[0].category.__name__}: {told[0].message}")
    if took > target.seconds:
        raise Fault(f"it takes long: {took:.1f} s for {len(data)} bytes")
    if grown > target.megabytes:
        raise Fault(f"it takes memory: {grown} MB for {len(data)} bytes")
    return outcome


def _peak() -> int:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT >> 20


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    """Raise `Hang` within this context when so much of the process's time has gone by."""
    before = signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise Hang(f"it was given up after {HANG:.0f} s")
