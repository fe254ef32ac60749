"""Files of Parquet or Arrow → a table: numbers, lists of numbers of one length, and images.

A column of numbers becomes a column [N]; lists, also of lists, become [N, *event]; encoded images,
as bytes or as {"bytes": …}, become pixels. Columns of anything else, such as text, are no data of a
model and are not read. The files are gone through once, part by part.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from schematic.data.bounds import require_plausible
from schematic.data.columns import shared_bounds, to_column
from schematic.data.data_error import DataError, reading, require
from schematic.data.data_format import Streaming
from schematic.data.dataset import Array, Columns, Dataset, held
from schematic.data.image_files import UNCHANGED
from schematic.data.image_pixels import Look, look_at
from schematic.data.lazy_column import AnyColumn, LazyColumn
from schematic.data.packed_images import pixels_column
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import prepare_images
from schematic.data.shard_files import by_split
from schematic.data.spooled_rows import Spool, SpooledRows

PARQUET, ARROW = ".parquet", ".arrow"
UNPACK = "table = parquet.read_table(path); numpy.save(other, table[column].to_numpy())"
ROWS = 1_024  # of a file that are unpacked at once

Bounds = tuple[float, float] | None


class Reader(Protocol):
    """What one column of a table is made by."""

    @property
    def unpacked(self) -> int:
        """How many bytes were added."""

    def add(self, values: Any) -> None:
        """Add the values of some rows, an array of Arrow."""

    def column(self) -> AnyColumn:
        """Return all that was added, as it is stored."""


def read_tables(path: Path, changes: AskedChanges = UNCHANGED, *, suffix: str) -> Dataset:
    """Read a file, or all files of an ending in a folder, into memory.

    Raises:
        DataError: as `stream_tables`, or an image is damaged.
    """
    return held(stream_tables(path, changes, suffix=suffix))


def streaming_tables(changes: AskedChanges = UNCHANGED, *, suffix: str) -> Streaming:
    """How files of an ending stay where they are; images are changed when they are decoded."""
    return Streaming(
        partial(count_numbers, suffix=suffix, changes=changes),
        partial(stream_tables, suffix=suffix, changes=changes),
        partial(streaming_tables, suffix=suffix),
    )


def stream_tables(path: Path, changes: AskedChanges = UNCHANGED, *, suffix: str) -> Dataset:
    """Take a file, or all files of an ending in a folder; large columns are not kept in memory.

    Args:
        path: of the file or the folder.
        changes: of images; encoded ones are changed one by one, so their sizes may differ.
        suffix: the ending.

    Raises:
        DataError: pyarrow is not installed, a file cannot be read, or rows differ in shape.
    """
    shards = by_split(path, suffix)
    found = {split: _table(files, path, changes) for split, files in shards.items()}
    test = {"": found["test"].columns} if "test" in found else {}
    bounds = shared_bounds(table.bounds for table in found.values())
    dataset = Dataset(str(path), {"": found["train"].columns}, test, bounds)
    return prepare_images(dataset, changes, found["train"].encoded)


def count_numbers(path: Path, changes: AskedChanges = UNCHANGED, *, suffix: str) -> int:
    """How many numbers the columns have, if all rows are like the first; 0 if nobody can tell."""
    try:
        files = [file for part in by_split(path, suffix).values() for file in part]
        with closing(_batches(files[0], 1)) as batches:
            batch = next(batches)
        readers = _readers(batch, str(path), changes)
        for name, reader in readers.items():
            reader.add(batch.column(name))
        size = sum(int(np.prod(reader.column().shape[1:])) for reader in readers.values())
        return size * sum(map(_length, files))
    except (DataError, StopIteration):
        return 0


class Table(NamedTuple):
    """The columns of a split, the range of their numbers, and which are encoded images."""

    columns: Columns
    bounds: Bounds
    encoded: frozenset[str]


def _table(files: Sequence[Path], path: Path, changes: AskedChanges) -> Table:
    readers: dict[str, Reader] = {}
    packed = sum(file.stat().st_size for file in files)
    for file in files:
        for batch in _batches(file, ROWS):
            readers = readers or _readers(batch, str(path), changes)
            lacking = next((name for name in readers if name not in batch.schema.names), None)
            if lacking is not None:
                raise DataError(
                    f"{file} has no column '{lacking}', which other files have",
                    "write the same columns to every file",
                )
            with reading(file, "a table of Arrow"):
                for name, reader in readers.items():
                    reader.add(batch.column(name))
            unpacked = sum(reader.unpacked for reader in readers.values())
            require_plausible(packed, unpacked, str(path), UNPACK)
    if not readers:
        raise DataError(f"{path} holds no columns of numbers or images", "add one for a node")
    found = {name: _column(reader.column(), name, str(path)) for name, reader in readers.items()}
    bounds = [known for column, known in found.values() if column.dtype.kind == "f"]
    encoded = frozenset(name for name, reader in readers.items() if isinstance(reader, Images))
    columns = {name: column for name, (column, _) in found.items()}
    return Table(columns, shared_bounds(bounds), encoded)


def _column(stored: AnyColumn, name: str, place: str) -> tuple[AnyColumn, Bounds]:
    """Convert what is stored; pixels are converted already, and known to lie in [0, 1]."""
    if isinstance(stored, LazyColumn) and stored.certain is not None:
        return stored, stored.certain
    return to_column(stored, name, place)


def _readers(batch: Any, where: str, changes: AskedChanges) -> dict[str, Reader]:
    """What makes each column of numbers or images, by the types of a part of the table."""
    types = {name: batch.schema.field(name).type for name in batch.schema.names}
    made = {n: _reader(kind, f"{where}: column '{n}'", changes) for n, kind in types.items()}
    return {name: reader for name, reader in made.items() if reader is not None}


def _reader(kind: Any, where: str, changes: AskedChanges) -> Reader | None:
    pa = _arrow().types
    if _is_number(kind):
        return Numbers()
    if _is_list(kind):
        inner = kind
        while _is_list(inner):
            inner = inner.value_type
        return Lists(where) if _is_number(inner) else None
    is_file = pa.is_struct(kind) and "bytes" in {field.name for field in kind}
    if pa.is_binary(kind) or pa.is_large_binary(kind) or is_file:
        return Images(where, changes)
    return None


class Numbers:
    """A number for each row; one that is missing is NaN."""

    def __init__(self) -> None:
        """Begin without rows."""
        self.parts: list[Array] = []
        self.unpacked = 0

    def add(self, values: Any) -> None:
        """Add numbers of some rows."""
        part = values.to_numpy(zero_copy_only=False)
        self.parts.append(part)
        self.unpacked += part.nbytes

    def column(self) -> AnyColumn:
        """Return all numbers, [N]."""
        return np.concatenate(self.parts)


class Lists:
    """Lists of numbers of one length, perhaps of lists."""

    def __init__(self, where: str) -> None:
        """Begin without rows."""
        self.where, self.rows = where, SpooledRows(where)

    def add(self, values: Any) -> None:
        """Add lists of some rows."""
        self.rows.add(_dense(values, self.where, self.rows.count))

    @property
    def unpacked(self) -> int:
        """How many bytes were added."""
        return self.rows.spool.size

    def column(self) -> AnyColumn:
        """Return all lists as [N, *event]."""
        return self.rows.column()


class Images:
    """Encoded images, of one size once they are changed."""

    def __init__(self, where: str, changes: AskedChanges) -> None:
        """Begin without rows."""
        self.where, self.spool, self.changes = where, Spool(where), changes
        self.spans: list[tuple[int, int, int]] = []
        self.looks: list[Look] = []

    def add(self, values: Any) -> None:
        """Add the images of some rows, and look at their heads."""
        contents = values.field("bytes") if _arrow().types.is_struct(values.type) else values
        for content in contents.to_pylist():
            name = self._name(len(self.spans))
            if content is None:
                raise DataError(
                    f"{name} is missing, or only its path is there", "write the images themselves"
                )
            self.looks.append(look_at(name, content))
            self.spans.append((0, self.spool.add(content), len(content)))

    @property
    def unpacked(self) -> int:
        """How many bytes were added."""
        return self.spool.size

    def column(self) -> AnyColumn:
        """Return the pixels of all images, [N, C, H, W] in [0, 1]."""
        spans = np.array(self.spans, np.int64)
        return pixels_column([self.spool.file], spans, self._name, self.looks, self.changes)

    def _name(self, number: int) -> str:
        return f"{self.where}, row {number} (from 0)"


def _dense(values: Any, where: str, first: int) -> Array:
    """Lists of one length, perhaps of lists, as [M, *event]."""
    shape = [len(values)]
    while _is_list(values.type):
        if values.null_count:
            raise DataError(f"{where}, from row {first:,} on: a list is missing", "fill it in")
        flat = values.flatten()
        size, rest = divmod(len(flat), max(1, len(values)))
        if rest or not _is_even(values, size):
            raise DataError(
                f"{where}, from row {first:,} on: lists have several lengths",
                "bring all examples to one shape",
            )
        shape.append(size)
        values = flat
    numbers: Array = values.to_numpy(zero_copy_only=False)
    return numbers.reshape(shape)


def _is_even(values: Any, size: int) -> bool:
    """Whether every list has so many values."""
    if _arrow().types.is_fixed_size_list(values.type):
        return True
    return bool((values.value_lengths().to_numpy(zero_copy_only=False) == size).all())


def _is_list(kind: Any) -> bool:
    pa = _arrow().types
    return bool(pa.is_list(kind) or pa.is_large_list(kind) or pa.is_fixed_size_list(kind))


def _is_number(kind: Any) -> bool:
    pa = _arrow().types
    return bool(pa.is_integer(kind) or pa.is_floating(kind) or pa.is_boolean(kind))


def _batches(file: Path, rows: int) -> Generator[Any]:
    """Yield the parts of a file, so many rows each where its format allows it."""
    with reading(file, "a table of Arrow"):
        yield from _PARTS[file.suffix.lower()](file, rows)


def _parquet_parts(file: Path, rows: int) -> Iterator[Any]:
    table = require("pyarrow.parquet", "pyarrow").ParquetFile(file)
    yield from table.iter_batches(batch_size=rows)


def _arrow_parts(file: Path, rows: int) -> Iterator[Any]:
    with _open_arrow(file) as table:
        for batch in table:
            yield from (batch.slice(start, rows) for start in range(0, len(batch), rows))


def _open_arrow(file: Path) -> Any:
    """Open a file of Arrow; it is a stream of parts, or an archive of them."""
    ipc = require("pyarrow.ipc", "pyarrow")
    with file.open("rb") as stream:
        is_archive = stream.read(6) == b"ARROW1"
    if not is_archive:
        return ipc.open_stream(_arrow().OSFile(str(file)))
    archive = ipc.open_file(_arrow().OSFile(str(file)))
    return ipc.RecordBatchReader.from_batches(
        archive.schema, (archive.get_batch(n) for n in range(archive.num_record_batches))
    )


def _length(file: Path) -> int:
    """How many rows a file has."""
    with reading(file, "a table of Arrow"):
        if file.suffix.lower() == PARQUET:
            return int(require("pyarrow.parquet", "pyarrow").ParquetFile(file).metadata.num_rows)
        return sum(map(len, _arrow_parts(file, 2**31)))


def _arrow() -> Any:
    return require("pyarrow", "pyarrow")


_PARTS: dict[str, Callable[[Path, int], Iterator[Any]]] = {
    PARQUET: _parquet_parts,
    ARROW: _arrow_parts,
}
