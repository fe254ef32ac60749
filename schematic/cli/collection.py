"""A command keeps nearly all that it makes, so the search for garbage only costs time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 200_000


@contextmanager
def rarely_collected() -> Iterator[None]:
    """A context in which garbage is searched for only after many more objects than usual.

    Reading and checking a spec makes fewer, so it is never interrupted; training, which makes
    garbage for hours, is.
    """
    usual = gc.get_threshold()
    gc.set_threshold(MANY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
