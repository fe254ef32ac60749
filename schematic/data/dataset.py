"""Tables of arrays → a Dataset: training and held-out examples, and what is known about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from schematic.data.bounds import require_room
from schematic.data.data_error import DataError
from schematic.data.lazy_column import AnyColumn, LazyColumn, in_memory
from schematic.data.lazy_column import Array as Array

Table = Mapping[str, Array]
Columns = Mapping[str, AnyColumn]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples, as columns in tables, one table a domain.

    The columns of one table have equal length and are paired row by row; tables of different
    domains are not paired. Ordinary data have the one domain "".

    Attributes:
        name: as the user knows it, for messages.
        train: domain → table; a column is [N, *event], float32, or int64 [N]; an array in memory,
            or lazy.
        test: the same, held out; empty where nothing is.
        bounds: the range every feature is known to lie in; None where unknown.
        modes: [K, D] centres of a known mixture, else None.
        sigma: standard deviation of each of its components, in the units of the features.
        classes: column of labels → what its numbers stand for, in order, where that is known.
        headers: column → what the numbers of an example are called, where that is known.
        notes: what was left out, guessed or changed when the data were read.
        held_out_by: what says which examples are held out: the data themselves, the seed, or the
            run, which knows them from before.

    Raises:
        DataError: columns differ in length, hold no examples, or the bounds are not a range.
    """

    name: str
    train: Mapping[str, Columns]
    test: Mapping[str, Columns]
    bounds: tuple[float, float] | None
    modes: Array | None = None
    sigma: float | None = None
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    held_out_by: str = "data"

    def __post_init__(self) -> None:
        """Refuse what could not be used later."""
        if not any(self.train.values()):
            raise DataError(f"{self.name} holds no data")
        for domain, table in chain(self.train.items(), self.test.items()):
            _check_lengths(self.name, domain, table)
        if self.bounds is not None:
            _check_bounds(self.name, *self.bounds)


def in_domain(domain: str) -> str:
    """Return the words that name a domain in a message; "" for the ordinary one."""
    return f" of domain '{domain}'" if domain else ""


def table_length(table: Columns) -> int:
    """Return the number of examples in a table with at least one column."""
    return len(next(iter(table.values())))


def count_examples(dataset: Dataset) -> int:
    """Return the number of examples in all tables."""
    tables = chain(dataset.train.values(), dataset.test.values())
    return sum(table_length(table) for table in tables if table)


def held(dataset: Dataset) -> Dataset:
    """Return the same data with all columns in memory.

    Raises:
        DataError: they do not fit, or an example cannot be read.
    """
    tables = [*dataset.train.values(), *dataset.test.values()]
    lazy = [each for table in tables for each in table.values() if isinstance(each, LazyColumn)]
    require_room(sum(len(column) * column.row_bytes for column in lazy), 1, dataset.name)
    return replace(dataset, train=_held(dataset.train), test=_held(dataset.test))


def _held(tables: Mapping[str, Columns]) -> dict[str, Columns]:
    return {
        domain: {name: in_memory(column) for name, column in table.items()}
        for domain, table in tables.items()
    }


def is_streamed(dataset: Dataset) -> bool:
    """Return whether some of the data are read while they are used."""
    tables = chain(dataset.train.values(), dataset.test.values())
    return any(isinstance(column, LazyColumn) for table in tables for column in table.values())


def _check_lengths(name: str, domain: str, table: Columns) -> None:
    scalars = [column for column, array in table.items() if array.ndim == 0]
    if scalars:
        raise DataError(
            f"{name}: column '{scalars[0]}'{in_domain(domain)} is a single number",
            "give one value for each example",
        )
    lengths = {column: len(array) for column, array in table.items()}
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"'{column}' has {n}" for column, n in lengths.items())
        raise DataError(
            f"{name}: columns{in_domain(domain)} of unequal length: {counts}",
            "give every column one row for each example",
        )
    if not any(lengths.values()):
        raise DataError(f"{name} has no examples{in_domain(domain)}", "give at least one example")


def _check_bounds(name: str, low: float, high: float) -> None:
    if not (np.isfinite([low, high]).all() and low < high):
        raise DataError(f"{name}: bounds ({low}, {high}) are no range", "give (low, high)")
