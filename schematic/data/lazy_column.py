"""Rows that stay where they are → a column of them: read and converted a batch at a time.

A `RowSource` reads raw rows by their numbers, from a file or by decoding. A `LazyColumn` is one of
its
columns: which rows of it, and the functions that make of raw rows what an array in memory would
    hold.
Each of these functions treats a row for itself, so a batch is the same to the bit as the same rows
of an array that was converted as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from schematic.data.data_error import RowError

Array = npt.NDArray[Any]
Change = Callable[[Array], Array]
Range = tuple[float, float]
Name = TypeVar("Name", bound=Hashable)

CHUNK = 2**23
"""Bytes of converted rows that are held at once while a column is gone through."""


class RowSource(Protocol):
    """Where examples lie: columns of N rows, which are read by number.

    Reading is safe from several threads at once.

    Attributes:
        is_quick: whether all rows can be gone through before training. Where they have to be
            decoded they cannot, and each batch is checked when it is read.
        is_fixed: whether a row is the same each time that it is read.
        workers: how many threads read ahead of a step unless somebody says otherwise.
    """

    is_quick: bool
    is_fixed: bool
    workers: int

    def __len__(self) -> int:
        """Return N."""

    def read(self, numbers: Array) -> Mapping[str, Array]:
        """Return rows int64 [M] of every column, [M, *event] each, as they are stored.

        Raises:
            DataError: a row cannot be read.
        """

    def name(self, number: int) -> str:
        """Return what messages call a row, such as "row 3 (from 0)"."""


@dataclass(frozen=True)
class Extent:
    """What is known of all values of a column.

    Attributes:
        low, high: the least and the largest that is there; NaN where all are missing.
        lacks: whether some are missing.
    """

    low: float
    high: float
    lacks: bool


@dataclass(frozen=True, eq=False)
class LazyColumn:
    """A column [N, *event] whose rows are read when they are asked for.

    Attributes:
        source: where the rows are.
        key: the column of the source.
        numbers: int64 [N], which rows of the source, in this order.
        changes: what is done to raw rows, in order; each treats every row for itself.
        event: the shape of an example after the changes.
        dtype: of the values after the changes.
        certain: the range in which all values lie by the way they are stored, none of them missing;
            None where only the values tell.
    """

    source: RowSource
    key: str
    numbers: Array
    changes: tuple[Change, ...]
    event: tuple[int, ...]
    dtype: np.dtype[Any]
    certain: Range | None = None

    @classmethod
    def of(cls, source: RowSource, key: str, raw: Array) -> LazyColumn:
        """Return all rows of a column of a source, unchanged.

        Args:
            source: where they are.
            key: the column.
            raw: at least one row of it, as it is stored.
        """
        return cls(source, key, np.arange(len(source)), (), raw.shape[1:], raw.dtype)

    def __len__(self) -> int:
        """Return N."""
        return len(self.numbers)

    def __getitem__(self, rows: slice | Array) -> Array:
        """Read rows, int64 [M] or a slice, as values [M, *event]."""
        return read_together({"": self}, rows)[""]

    def __array__(self, *_: Any, **__: Any) -> Array:
        """Refuse to become an array by accident, since it may not fit into memory."""
        raise TypeError("a lazy column is read by rows: column[start:end], or column.whole()")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape, [N, *event]."""
        return (len(self), *self.event)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return 1 + len(self.event)

    @property
    def row_bytes(self) -> int:
        """The size of an example in bytes, once it is converted."""
        return prod(self.event) * self.dtype.itemsize

    def mapped(self, change: Change, certain: Range | None = None) -> LazyColumn:
        """Return the column with one change more, which the first row shows the effect of."""
        first = replace(self, numbers=self.numbers[:1], changes=(*self.changes, change))[:1]
        return replace(
            self,
            changes=(*self.changes, change),
            event=first.shape[1:],
            dtype=first.dtype,
            certain=certain,
        )

    def changed(self, raw: Array, numbers: Array) -> Array:
        """Return what the changes make of raw rows [M, …], whose numbers are int64 [M].

        Raises:
            RowError: a row cannot be used; it is named as the source names it.
        """
        values = raw
        try:
            for change in self.changes:
                values = change(values)
        except RowError as error:
            raise error.at(self.source.name(int(numbers[error.row]))) from error
        return values

    def chunks(self) -> Iterator[Array]:
        """Read all rows in order, as many at once as the memory should hold."""
        size = max(1, CHUNK // max(1, self.row_bytes))
        for start in range(0, len(self), size):
            yield self[start : start + size]

    def whole(self) -> Array:
        """Read all rows into one array [N, *event]."""
        values = np.empty(self.shape, self.dtype)
        start = 0
        for chunk in self.chunks():
            values[start : start + len(chunk)] = chunk
            start += len(chunk)
        return values

    @cached_property
    def extent(self) -> Extent | None:
        """What is known of the values, gone through once; None where that takes too long."""
        if self.certain is not None:
            return Extent(*self.certain, lacks=False)
        return _extent(self.chunks()) if self.source.is_quick else None


AnyColumn = Array | LazyColumn
"""A column [N, *event], in memory or not."""


def each_row(column: AnyColumn, change: Change) -> AnyColumn:
    """Change a column, now or when its rows are read; the change treats every row for itself."""
    return column.mapped(change) if isinstance(column, LazyColumn) else change(column)


def in_memory(column: AnyColumn) -> Array:
    """Return a column as an array, read where it is not in memory."""
    return column.whole() if isinstance(column, LazyColumn) else column


def read_together(columns: Mapping[Name, LazyColumn], rows: slice | Array) -> dict[Name, Array]:
    """Read the same rows of several columns, those of one source once and together.

    An example that is drawn anew each time that it is read, such as an image that is turned at
    random, stays one example so.

    Args:
        columns: by any name; their rows are paired.
        rows: int64 [M], or a slice.
    """
    read: dict[tuple[int, int], Mapping[str, Array]] = {}
    found = {}
    for name, column in columns.items():
        numbers = column.numbers[rows]
        key = id(column.source), id(column.numbers)
        if key not in read:
            read[key] = column.source.read(numbers)
        found[name] = column.changed(read[key][column.key], numbers)
    return found


def _extent(chunks: Iterator[Array]) -> Extent:
    low, high, lacks = np.nan, np.nan, False
    for chunk in chunks:
        low = float(np.fmin(low, np.fmin.reduce(chunk, axis=None)))
        high = float(np.fmax(high, np.fmax.reduce(chunk, axis=None)))
        lacks = lacks or bool(np.isnan(chunk).any())
    return Extent(low, high, lacks)
