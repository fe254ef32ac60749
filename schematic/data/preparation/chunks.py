"""A long array → parts of its rows, so that what is made of them needs little room at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

import numpy as np

from schematic.data.dataset import Array

CHUNK = 2**24
"""Numbers that are held at once."""


def chunks(column: Array) -> Iterator[Array]:
    """Yield the rows of a column [N, *event] in order, many at a time."""
    size = max(1, CHUNK // max(1, prod(column.shape[1:])))
    for start in range(0, len(column), size):
        yield column[start : start + size]


def in_chunks(column: Array, change: Callable[[Array], Array]) -> Array:
    """Change a column [N, *event] with at least one row; each row is treated for itself."""
    return np.concatenate([change(rows) for rows in chunks(column)])
