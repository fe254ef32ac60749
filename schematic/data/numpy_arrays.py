"""An open stream → the numpy array in it, or where its rows are; pickles are never opened."""

import os
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np

from schematic.data.bounds import FLOAT, require_room, require_whole
from schematic.data.data_error import DataError
from schematic.data.dataset import Array
from schematic.data.file_rows import KEY, FileRows
from schematic.data.lazy_column import AnyColumn, LazyColumn
from schematic.data.positioned_file import PositionedFile

ROW = 32
"""Bytes that are kept of each example that stays in its file: its numbers in a few orders."""
HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}  # by version of the format; the third is for tables with names beyond Latin


def read_array(stream: IO[bytes], where: str, size: int | None = None) -> Array:
    """Read an array of any shape and type in numpy's own format.

    Args:
        stream: the content of a .npy file, which can be read twice.
        where: the file, and the array in it, for messages.
        size: of the content, in bytes; where it is not given, the end of the stream tells it.

    Raises:
        DataError: the array holds Python objects, or more than there is or than fits into memory.
        ValueError: the stream is damaged.
    """
    if size is None:
        size = _size(stream)
    head = read_head(stream, where)
    require_whole(size, head.offset + head.values * head.dtype.itemsize, where)
    require_room(head.values, head.dtype.itemsize + FLOAT, where)
    stream.seek(0)
    array: Array = np.lib.format.read_array(stream, allow_pickle=False)
    return array


@dataclass(frozen=True)
class Head:
    """What stands before the values of an array.

    Attributes:
        shape, dtype: of the array.
        is_fortran: whether its last axis is the slowest.
        offset: where its values begin, in bytes.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    is_fortran: bool
    offset: int

    @property
    def values(self) -> int:
        """How many numbers the array has."""
        return prod(self.shape)


def read_head(stream: IO[bytes], where: str) -> Head:
    """Read what stands before the values of an array.

    Args:
        stream: at the beginning of a .npy file.
        where: the file, and the array in it, for messages.

    Raises:
        DataError: the array holds Python objects.
        ValueError: the stream is damaged.
    """
    version = np.lib.format.read_magic(stream)
    if version not in HEADERS:
        raise DataError(
            f"{where} holds no plain numbers: its format is {version[0]}.{version[1]}",
            "save it as floats or integers",
        )
    shape, is_fortran, dtype = HEADERS[version](stream)
    if dtype.hasobject:
        raise DataError(
            f"{where} holds Python objects, which are not read because unpickling runs code",
            "save it as floats or integers: array.astype(float)",
        )
    return Head(shape, dtype, is_fortran, stream.tell())


def stream_array(path: Path, start: int, size: int, where: str) -> AnyColumn:
    """Return an array whose rows stay in the file; one that has a number a row is read.

    Args:
        path: the file.
        start: where the content of a .npy file begins in it, in bytes.
        size: of that content.
        where: the file, and the array in it, for messages.

    Raises:
        DataError: the array holds Python objects, or more than there is, or its rows are not
            together.
        ValueError: the file is damaged.
    """
    with path.open("rb") as stream:
        stream.seek(start)
        head = read_head(stream, where)
    require_whole(start + size, head.offset + head.values * head.dtype.itemsize, where)
    if head.is_fortran and len(head.shape) > 1:
        raise DataError(
            f"{where} is stored column by column, so its rows cannot be read one by one",
            "save it row by row: np.save(path, np.ascontiguousarray(array))",
        )
    if not head.shape or 0 in head.shape:
        return np.empty(head.shape, head.dtype)  # which is refused as such an array in memory is
    require_room(prod(head.shape[1:]), head.dtype.itemsize + FLOAT, where)  # of one row
    require_room(head.shape[0], ROW, where)
    rows = FileRows(PositionedFile(path, where), head.offset, head.shape, head.dtype)
    if len(head.shape) == 1:
        return rows.read(np.arange(len(rows)))[KEY]
    return LazyColumn.of(rows, KEY, rows.read(np.zeros(1, np.int64))[KEY])


def count_values(stream: IO[bytes]) -> int:
    """How many numbers the array in a .npy file has; 0 where that cannot be told."""
    try:
        return read_head(stream, "").values
    except (ValueError, DataError):
        return 0


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size
