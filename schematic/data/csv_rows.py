"""A .csv file → its rows of cells, the sign between them, and the names of the columns."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

from schematic.data.data_error import DataError

LABEL_NAMES = frozenset({"label", "labels", "class", "target"})
CELLS = "separate cells by one sign, leave out rows with missing values, number the classes 0, 1, …"
LONGEST_ROW = 4 * 2**20  # characters
SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}  # tried in this order
QUOTED = re.compile(r'"[^"]*"')
COUNTED = 3  # names of columns from which on 0, 1, 2, … in the first row are taken for names

Row = tuple[int, list[str]]  # the line it ends on, from 1, and its cells


@dataclass(frozen=True)
class Rows:
    """The rows of a table, as they are read.

    Attributes:
        path: the file.
        sign: what separates two cells.
        names: of the columns, if the first row names them.
        width: how many columns there are.
        body: the rows below the names, each with the line that it ends on.
    """

    path: Path
    sign: str
    names: tuple[str, ...] | None
    width: int
    body: Iterator[Row]

    def place(self, line: int, column: int) -> str:
        """Return what messages call a cell."""
        named = f" ('{self.names[column]}')" if self.names else ""
        return f"{self.path}, line {line}, column {column + 1}{named}"

    def name(self, column: int) -> str:
        """Return the name of a column, or its number from 1."""
        return self.names[column] if self.names else f"column {column + 1}"

    def is_label(self, column: int) -> bool:
        """Return whether a column is called like labels."""
        return self.names is not None and self.names[column].casefold() in LABEL_NAMES


def open_rows(stream: TextIO, path: Path) -> Rows:
    """Return the rows of a table, of which the first is read.

    Args:
        stream: the text, from its beginning.
        path: the file, for messages.

    Raises:
        DataError: there are none, or the names cannot be used.
    """
    lines = _Lines(stream, path)
    begin = _beginning(lines, path)
    if not begin:
        raise DataError(f"{path} is empty", "give at least one row of numbers")
    sign = next((sign for sign in SIGNS if sign in QUOTED.sub("", begin[-1])), ",")
    rows = _rows(begin, lines, sign)
    head = next(rows, None)
    if head is None:
        raise DataError(f"{path} is empty", "give at least one row of numbers")
    names = _header(head[1])
    if names is not None:
        _check_header(names, path)
    width = len(head[1])
    return Rows(path, sign, names, width, rows if names is not None else chain([head], rows))


def as_number(cell: str) -> float | None:
    """Return the number in a cell, finite or not; None where it is none."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


class _Lines:
    """The lines of a table, none of which is longer than a row may be."""

    def __init__(self, stream: TextIO, path: Path) -> None:
        """Begin at the first line."""
        self.stream, self.path = stream, path
        self.row = 0  # characters read since the last row was complete
        self.number = 0  # of the line that was read last, from 1

    def __iter__(self) -> Iterator[str]:
        """Yield the lines, with their ends.

        Raises:
            DataError: a row has no end where one should be.
        """
        while line := self.stream.readline(LONGEST_ROW + 1):
            self.number += 1
            self.row += len(line)
            if self.row > LONGEST_ROW:
                raise DataError(
                    f"{self.path}, line {self.number} has more than {LONGEST_ROW:,} characters",
                    CELLS,
                )
            yield line


def _beginning(lines: _Lines, path: Path) -> list[str]:
    """Return the lines up to the first that is not blank; [] if there is none."""
    begin: list[str] = []
    try:
        for line in lines:
            begin.append(line)
            if line.strip():
                return begin
    except UnicodeDecodeError as error:
        raise _not_text(path, len(begin)) from error
    return []


def _rows(begin: Sequence[str], lines: _Lines, sign: str) -> Iterator[Row]:
    """Yield the rows that are not blank, each with its cells."""
    counter = 0
    reader = csv.reader(chain(begin, iter(lines)), delimiter=sign)
    try:
        for cells in reader:
            counter, lines.row = reader.line_num, 0
            if cells:
                yield counter, cells
    except csv.Error as error:
        raise DataError(f"{lines.path}, after line {counter}: {error}", CELLS) from error
    except UnicodeDecodeError as error:
        raise _not_text(lines.path, counter) from error


def _not_text(path: Path, line: int) -> DataError:
    return DataError(f"{path}, after line {line}: not UTF-8 text", "save the table as CSV in UTF-8")


def _header(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Return the names in a first row, if it has no numbers or has the name of the labels in it.

    Names that count the columns, 0, 1, 2, … or 1, 2, 3, …, are taken for names, too.
    """
    names = tuple(cell.strip() for cell in cells)
    labelled = any(name.casefold() in LABEL_NAMES for name in names)
    counts = [[str(start + place) for place in range(len(names))] for start in (0, 1)]
    counted = len(names) >= COUNTED and list(names) in counts
    return names if labelled or counted or all(as_number(cell) is None for cell in names) else None


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
