"""A .csv file → a Dataset, not yet split: its label column as "labels", the rest as "features"."""

import csv
import math
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TextIO

import numpy as np

from schematic.data.bounds import FLOAT, require_room
from schematic.data.columns import FEATURES, LABELS, is_whole, to_table
from schematic.data.data_error import DataError, quote, reading
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Array, Dataset

LABEL_NAMES = frozenset({"label", "labels", "class", "target"})
CELLS = "separate numbers by commas, leave out rows with missing values, number the classes 0, 1, …"
LONGEST_ROW = 4 * 2**20  # characters

Row = tuple[int, list[str]]  # the line it ends on, from 1, and its cells
Names = tuple[str, ...] | None  # of the columns, if the file has a header


def read_csv(path: Path) -> Dataset:
    """Read numbers separated by commas, a row for each example, in UTF-8; a header is optional.

    A column called label, labels, class or target becomes "labels" if its numbers are whole; an
    empty cell in it is a missing label.

    Raises:
        DataError: a cell is not a number, which the error names by line and column; or a row has
            no end.
    """
    with reading(path, "a table of comma-separated numbers"):
        names, values = _read(path)
    table, bounds = to_table(_split_columns(names, values), str(path))
    return Dataset(str(path), {"": table}, {}, bounds)


def _read(path: Path) -> tuple[Names, Array]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = _Lines(stream, path)
        rows = _rows(lines, path)
        first = next(rows, None)
        if first is None:
            raise DataError(f"{path} is empty", "give at least one row of numbers")
        names = _header(first[1])
        if names is not None:
            _check_header(names, path)
        body = rows if names is not None else chain([first], rows)
        width = len(first[1])
        values = array("d")
        for row in body:
            values.extend(_parse(row, width, names, path))
            require_room(len(values), values.itemsize + FLOAT, str(path))
    if not values:
        raise DataError(f"{path} has a header but no examples", "give at least one row of numbers")
    return names, np.frombuffer(values, np.float64).reshape(-1, width)


class _Lines:
    """The lines of a table, none of which is longer than a row may be."""

    def __init__(self, stream: TextIO, path: Path) -> None:
        """Begin at the first line."""
        self.stream, self.path = stream, path
        self.row = 0  # characters read since the last row was complete

    def __iter__(self) -> Iterator[str]:
        """Yield the lines, with their ends.

        Raises:
            DataError: a row has no end where one should be.
        """
        number = 0
        while line := self.stream.readline(LONGEST_ROW + 1):
            number += 1
            self.row += len(line)
            if self.row > LONGEST_ROW:
                raise DataError(
                    f"{self.path}, line {number} has more than {LONGEST_ROW:,} characters", CELLS
                )
            yield line


def _rows(lines: _Lines, path: Path) -> Iterator[Row]:
    """Yield the rows that are not blank, each with its cells."""
    counter = 0
    reader = csv.reader(iter(lines))
    try:
        for cells in reader:
            counter, lines.row = reader.line_num, 0
            if cells:
                yield counter, cells
    except csv.Error as error:
        raise DataError(f"{path}, after line {counter}: {error}", CELLS) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}, after line {counter}: not UTF-8 text", "save the table as CSV in UTF-8"
        ) from error


def _header(cells: Sequence[str]) -> Names:
    """Return the names in a first row, if it has no numbers or has the name of the labels in it."""
    names = tuple(cell.strip() for cell in cells)
    labelled = any(name.casefold() in LABEL_NAMES for name in names)
    return names if labelled or all(_number(cell) is None for cell in names) else None


def _check_header(names: tuple[str, ...], path: Path) -> None:
    if "" in names:
        raise DataError(
            f"{path}, line 1, column {names.index('') + 1}: the column has no name",
            "name it; if it only counts the rows, leave it out",
        )
    labels = [name for name in names if name.casefold() in LABEL_NAMES]
    if len(labels) > 1:
        raise DataError(
            f"{path}, line 1: {' and '.join(labels)} both name the labels", "rename one of them"
        )


def _parse(row: Row, width: int, names: Names, path: Path) -> list[float]:
    line, cells = row
    if len(cells) != width:
        raise DataError(
            f"{path}, line {line} has {len(cells)} cells where the first row has {width}", CELLS
        )
    values = [
        _missing(cell, name) or _number(cell)
        for cell, name in zip(cells, names or cells, strict=True)
    ]
    numbers = [number for number in values if number is not None]
    if len(numbers) < len(cells):
        column = values.index(None)
        named = f" ('{names[column]}')" if names else ""
        raise DataError(
            f"{path}, line {line}, column {column + 1}{named}: "
            f"{quote(cells[column])} is no finite number",
            CELLS,
        )
    return numbers


def _missing(cell: str, name: str) -> float | None:
    """NaN, for an empty cell in the column of the labels."""
    return math.nan if name.casefold() in LABEL_NAMES and not cell.strip() else None


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _split_columns(names: Names, values: Array) -> dict[str, Array]:
    """Split values [N, C] into "labels" [N], where there are some, and "features" [N, the rest]."""
    found = [column for column, name in enumerate(names or ()) if name.casefold() in LABEL_NAMES]
    if not found or not _are_labels(values[:, found[0]]):
        return {FEATURES: values}
    labels = {LABELS: values[:, found[0]]}
    features = np.delete(values, found[0], axis=1)
    return {FEATURES: features, **labels} if features.size else labels


def _are_labels(values: Array) -> bool:
    """Whether numbers are whole, or missing."""
    return bool((is_whole(values) | np.isnan(values)).all())


FORMAT = DataFormat(".csv", lambda path: path.suffix.lower() == ".csv", read_csv)
