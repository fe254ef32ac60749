"""A run → examples to judge it by, in memory: of streamed data as many as a bound allows.

Of data in memory they are all that are held out. Of data that are read while they are used, they
are spread evenly over those that are, so that a table in order of its classes gives some of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from schematic.data import Feed
from schematic.data.dataset import Array
from schematic.data.lazy_column import AnyColumn, LazyColumn, in_memory
from schematic.training.options.prepared import looked_at
from schematic.training.run.run_folder import Run

AT_ONCE = 2**28
"""Bytes of examples of each domain that are read of streamed data, at most."""


def held_out(run: Run) -> Feed:
    """Return held-out examples, or training examples where none are held out."""
    if run.setup.test is not None:
        return examples_of(run.setup.test)
    return looked_at(examples_of(run.setup.train), run.setup.config)


def stored_values(run: Run, domain: str, *names: str) -> Array | None:
    """Return the same examples as the data set has them, whether or not a node takes them.

    Args:
        run: a run.
        domain: of the data.
        *names: of columns; the first that is there is taken.
    """
    feed = run.setup.test or run.setup.train
    tables = run.setup.dataset.test or run.setup.dataset.train
    table = tables.get(domain, {})
    name = next((name for name in names if name in table), None)
    if name is None:
        return None
    return same_rows(feed, domain, table[name])


def same_rows(feed: Feed, domain: str, column: AnyColumn) -> Array:
    """Return the rows of a column of the data that `examples_of` takes of a domain of a feed."""
    rows = _rows(feed, domain)
    return in_memory(column) if rows is None else column[rows]


def left_out(run: Run) -> Mapping[str, tuple[int, int]]:
    """Return how many examples are taken of how many, for each domain of which not all are."""
    feed = run.setup.test or run.setup.train
    sizes = {domain: len(column) for (_, domain), column in feed.columns.items()}
    taken = {domain: _rows(feed, domain) for domain in sizes}
    return {
        domain: (len(rows), sizes[domain])
        for domain, rows in taken.items()
        if rows is not None and len(rows) < sizes[domain]
    }


@lru_cache(maxsize=2)  # since every measure asks for them
def examples_of(feed: Feed) -> Feed:
    """Return a feed in memory, of lazy columns as many examples as the bound allows."""
    taken: dict[tuple[str, str], AnyColumn] = {}
    for (node, domain), column in feed.columns.items():
        rows = _rows(feed, domain)
        taken[node, domain] = column if rows is None else column[rows]
    return replace(feed, columns=taken)


def column_of(feed: Feed, node: str, domain: str = "") -> Array:
    """Return the examples of a node in memory, [N, *event]; of a lazy column as `examples_of`."""
    column = examples_of(feed).columns[node, domain]
    assert isinstance(column, np.ndarray)
    return column


def _rows(feed: Feed, domain: str) -> Array | None:
    """Which rows of a domain are taken, int64 [M]; None where it is all in memory."""
    columns = [column for (_, each), column in feed.columns.items() if each == domain]
    lazy = [column for column in columns if isinstance(column, LazyColumn)]
    if not lazy:
        return None
    total = len(lazy[0])
    most = max(1, AT_ONCE // sum(column.row_bytes for column in lazy))
    return np.linspace(0, total - 1, min(most, total)).astype(np.int64)
