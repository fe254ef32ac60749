"""A .csv file → a Dataset, not yet split: its label column as "labels", the rest as "features".

Text becomes classes, in the order of the words. A table of numbers alone is read by numpy, in
chunks; where a cell is none, rows are read one by one, so that an error can name its place.
"""

import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np

from schematic.data.bounds import FLOAT, require_room
from schematic.data.columns import FEATURES, LABELS, is_whole, to_table
from schematic.data.csv_rows import CELLS, LONGEST_ROW, SIGNS, Rows, as_number, open_rows
from schematic.data.data_error import DataError, quote, reading
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Array, Dataset

CHUNK = 20_000  # rows that numpy reads at once
COMMA = re.compile(r"[+-]?\d+,\d+")


@dataclass
class Text:
    """A column of words, as it is read.

    Attributes:
        line: of its first word.
        codes: of each row, the number of its word in order of appearance; −1 where there is none.
        words: those that have appeared, with their numbers.
    """

    line: int
    codes: "array[int]" = field(default_factory=lambda: array("q"))
    words: dict[str, int] = field(default_factory=dict)

    def add(self, word: str) -> None:
        """Add the word of a row, or none."""
        self.codes.append(self.words.setdefault(word, len(self.words)) if word else -1)

    def labels(self) -> tuple[Array, tuple[str, ...]]:
        """Return the classes, int64 [N], −1 where there is none, and their words in order."""
        ordered = tuple(sorted(self.words))
        rank = {word: label for label, word in enumerate(ordered)}
        numbers = np.array([*(rank[word] for word in self.words), -1], np.int64)
        return numbers[np.frombuffer(self.codes, np.int64)], ordered


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Attributes:
        numbers: float64 [N, K].
        places: which columns these are, from 0.
        texts: the others.
    """

    numbers: Array
    places: tuple[int, ...]
    texts: dict[int, Text]


def read_csv(path: Path) -> Dataset:
    """Read a row for each example, in UTF-8, with commas, semicolons, tabs or bars between cells.

    A header is optional. A column called label, labels, class or target becomes "labels" if its
    numbers are whole, or if it holds words; an empty cell in it is a missing label. The only other
    column of words becomes "labels" where none is called so; several keep their names.

    Raises:
        DataError: a cell is not a number where others of its column are, which the error names by
            line and column; or a row has no end.
    """
    with reading(path, "a table of comma-separated numbers"):
        rows, columns = _read(path)
    return _dataset(path, rows, columns)


def _read(path: Path) -> tuple[Rows, Columns]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = open_rows(stream, path)
        numbers = _read_quickly(path, rows)
        if numbers is not None:
            return rows, Columns(numbers, tuple(range(rows.width)), {})
        return rows, _read_slowly(rows)


def _read_quickly(path: Path, rows: Rows) -> Array | None:
    """Return the numbers of a table, float64 [N, C]; None where some cell is no finite number."""
    chunks: list[Array] = []
    held = 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = _short_lines(stream)
        if rows.names is not None:
            next(line for line in lines if line.strip())
        try:
            while True:
                chunk = np.loadtxt(
                    islice(lines, CHUNK), comments=None, delimiter=rows.sign, quotechar='"', ndmin=2
                )
                if not chunk.size:
                    break
                held += chunk.size
                require_room(held, chunk.itemsize + FLOAT, str(path))
                if chunk.shape[1] != rows.width or not np.isfinite(chunk).all():
                    return None
                chunks.append(chunk)
        except ValueError:
            return None
    return np.concatenate(chunks) if chunks else None


def _short_lines(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a table.

    Raises:
        ValueError: one is longer than a row may be.
    """
    while line := stream.readline(LONGEST_ROW + 1):
        if len(line) > LONGEST_ROW:
            raise ValueError(line[:1])
        yield line


def _read_slowly(rows: Rows) -> Columns:
    """Read row by row; a column is of words if its first cell that is not empty holds one."""
    texts: dict[int, Text] = {}
    empty: dict[int, int] = dict.fromkeys(range(rows.width), 0)  # column → line, until one is not
    values: list[array[float]] = [array("d") for _ in range(rows.width)]
    count = 0
    for line, cells in rows.body:
        _check_width(rows, line, cells)
        for column, cell in enumerate(map(str.strip, cells)):
            if column in empty and not cell:
                empty[column] = empty[column] or line
            elif column in empty:
                missing = empty.pop(column)
                if as_number(cell) is None and not COMMA.fullmatch(cell):
                    texts[column] = Text(line, array("q", [-1] * count))
                elif missing:
                    _check_missing(rows, missing, column)
            if column in texts:
                _check_word(rows, line, column, cell, texts[column])
                texts[column].add(cell)
            elif cell:
                values[column].append(_parse(rows, line, column, cell))
            else:
                values[column].append(math.nan)
                if column not in empty:
                    _check_missing(rows, line, column)
        count += 1
        require_room(count * rows.width, values[0].itemsize + FLOAT, str(rows.path))
    if not count:
        raise DataError(
            f"{rows.path} has a header but no examples", "give at least one row of numbers"
        )
    for column, line in empty.items():
        _check_missing(rows, line, column)
    places = tuple(column for column in range(rows.width) if column not in texts)
    numbers = [np.frombuffer(values[column], np.float64) for column in places]
    return Columns(np.stack(numbers, 1) if numbers else np.empty((count, 0)), places, texts)


def _check_width(rows: Rows, line: int, cells: Sequence[str]) -> None:
    if len(cells) != rows.width:
        raise DataError(
            f"{rows.path}, line {line} has {len(cells)} cells where the first row has {rows.width}",
            CELLS,
        )


def _check_missing(rows: Rows, line: int, column: int) -> None:
    """Refuse an empty cell, unless it is a missing label."""
    if not rows.is_label(column):
        raise DataError(
            f"{rows.place(line, column)}: the value is missing",
            "leave out such rows, or fill them in",
        )


def _check_word(rows: Rows, line: int, column: int, cell: str, text: Text) -> None:
    if as_number(cell) is not None:
        word = next(iter(text.words))
        raise DataError(
            f"{rows.place(line, column)}: {quote(cell)} is a number where line {text.line} has "
            f"{quote(word)}",
            "leave out such rows, or the column",
        )


def _parse(rows: Rows, line: int, column: int, cell: str) -> float:
    number = as_number(cell)
    if number is not None and math.isfinite(number):
        return number
    if COMMA.fullmatch(cell):
        raise DataError(
            f"{rows.place(line, column)}: {quote(cell)} has a comma in a number",
            f"write decimals with a point, such as {cell.replace(',', '.')}, and thousands as they "
            "are: 1000",
        )
    raise DataError(f"{rows.place(line, column)}: {quote(cell)} is no finite number", CELLS)


def _dataset(path: Path, rows: Rows, columns: Columns) -> Dataset:
    """Return the columns as a table, with notes of what became what."""
    notes = list(_reading_notes(rows))
    labelled = [column for column in range(rows.width) if rows.is_label(column)]
    if not labelled and len(columns.texts) == 1:
        labelled = list(columns.texts)
        notes.append(f"{quote(rows.name(labelled[0]))} is taken for the labels: it holds words")
    arrays: dict[str, Array] = {}
    classes: dict[str, tuple[str, ...]] = {}
    for column, text in columns.texts.items():
        name = LABELS if column in labelled else rows.name(column)
        if name in (*arrays, FEATURES):
            raise DataError(f"{path}: column {quote(name)} holds words", "rename it")
        arrays[name], classes[name] = text.labels()
    kept = np.ones(len(columns.places), bool)
    for column in set(labelled) - set(columns.texts):
        place = columns.places.index(column)
        if _are_labels(columns.numbers[:, place]):
            arrays[LABELS] = columns.numbers[:, place]
            kept[place] = False
        else:
            notes.append(f"{quote(rows.name(column))} is no label: its numbers are not whole")
    if kept.any():
        arrays = {FEATURES: columns.numbers[:, kept], **arrays}
    places = [place for place, is_kept in zip(columns.places, kept, strict=True) if is_kept]
    table, bounds = to_table(arrays, str(path))
    headers = {FEATURES: tuple(map(rows.name, places)), LABELS: tuple(map(rows.name, labelled))}
    headers = {name: names for name, names in headers.items() if rows.names and name in table}
    return Dataset(
        str(path), {"": table}, {}, bounds, classes=classes, headers=headers, notes=tuple(notes)
    )


def _reading_notes(rows: Rows) -> Iterator[str]:
    if rows.sign != ",":
        yield f"cells are separated by {SIGNS[rows.sign]}"
    if rows.names is None:
        yield "there are no names of columns in the first row"
    elif as_number(rows.names[0]) is not None and not any(map(rows.is_label, range(rows.width))):
        yield f"the first row, {', '.join(rows.names[:3])}, …, is taken for the names of columns"


def _are_labels(values: Array) -> bool:
    """Whether numbers are whole, or missing."""
    return bool((is_whole(values) | np.isnan(values)).all())


FORMAT = DataFormat(
    ".csv (also .tsv)", lambda path: path.suffix.lower() in (".csv", ".tsv"), read_csv
)
