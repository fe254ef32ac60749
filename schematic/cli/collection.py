"""A command keeps nearly all that it makes, so the search for garbage only costs time."""

from __future__ import annotations

import gc

MANY = 200_000


def collect_rarely() -> None:
    """Let garbage be searched for only after many more objects than usual.

    Reading and checking a spec makes fewer, so it is never interrupted; training, which makes
    garbage for hours, is. The process belongs to the command, so nothing is put back at its end: a
    lower threshold would set off the search that was saved.
    """
    gc.set_threshold(MANY, *gc.get_threshold()[1:])
