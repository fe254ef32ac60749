"""A long array → parts of its rows, so that what is made of them needs little room at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

import numpy as np

from schematic.data.dataset import Array
from schematic.data.lazy_column import AnyColumn, LazyColumn, each_row

CHUNK = 2**24
"""Numbers that are held at once."""


def chunks(column: AnyColumn) -> Iterator[Array]:
    """Yield the rows of a column [N, *event] in order, many at a time."""
    size = max(1, CHUNK // max(1, prod(column.shape[1:])))
    for start in range(0, len(column), size):
        yield column[start : start + size]


def in_chunks(column: AnyColumn, change: Callable[[Array], Array]) -> AnyColumn:
    """Change a column [N, *event] with at least one row; each row is treated for itself.

    A lazy column is changed when its rows are read.
    """
    if isinstance(column, LazyColumn):
        return each_row(column, change)
    return np.concatenate([change(rows) for rows in chunks(column)])
