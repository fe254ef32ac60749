"""A function of an object → the same function, computed at most once for each object.

This is `functools.cached_property` for a function that stands above the class of its argument: the
value is kept with the object, and goes when the object goes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def once(function: Callable[[K], V]) -> Callable[[K], V]:
    """The function, which keeps its value with the frozen object that it is computed from."""
    key = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def computed(thing: K) -> V:
        kept: dict[str, V] = vars(thing)
        if key not in kept:
            kept[key] = function(thing)
        return kept[key]

    return computed
