"""Values that come one part after another → a file of rows or of images, from which they are read.

What is stored in compressed parts, such as a column of Parquet, cannot be read row by row. So it is
unpacked once, into a temporary file that has no name and is gone with the process.
"""

from __future__ import annotations

import os
import shutil
import tempfile

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.dataset import Array
from schematic.data.file_rows import KEY, FileRows
from schematic.data.lazy_column import LazyColumn
from schematic.data.positioned_file import PositionedFile


class Spool:
    """A temporary file without a name, to which bytes are added."""

    def __init__(self, where: str) -> None:
        """Begin an empty file.

        Args:
            where: what messages call the data.
        """
        self.where, self.size = where, 0
        with tempfile.TemporaryFile() as stream:
            self.file = PositionedFile(stream.name, where, os.dup(stream.fileno()))

    def add(self, content: memoryview | bytes) -> int:
        """Add bytes at the end; return where they begin.

        Raises:
            DataError: there is no room.
        """
        start = self.size
        try:
            view = memoryview(content).cast("B")
            while len(view):
                view = view[os.write(self.file.descriptor, view) :]
        except OSError as error:
            free = shutil.disk_usage(tempfile.gettempdir()).free
            raise DataError(
                f"{self.where} is unpacked to {tempfile.gettempdir()}, which has "
                f"{free / 1e9:,.1f} GB left: {error.strerror}",
                "make room there, or name a folder that has room: TMPDIR=/some/folder sgm …",
            ) from error
        self.size += memoryview(content).nbytes
        return start


class SpooledRows:
    """Rows of one shape and type, as they come."""

    def __init__(self, where: str) -> None:
        """Begin without rows."""
        self.where, self.spool = where, Spool(where)
        self.event: tuple[int, ...] | None = None
        self.dtype = np.dtype(np.float32)
        self.count = 0

    def add(self, rows: Array) -> None:
        """Add rows [M, *event].

        Raises:
            DataError: they are of another shape or type than those before, or there is no room.
        """
        if self.event is None:
            self.event, self.dtype = rows.shape[1:], rows.dtype
        if rows.shape[1:] != self.event or rows.dtype != self.dtype:
            raise DataError(
                f"{self.where}, from row {self.count:,} on: {rows.dtype} of shape "
                f"{list(rows.shape[1:])}, and before it {self.dtype} of shape {list(self.event)}",
                "bring all examples to one shape, and fill in what is missing",
            )
        self.spool.add(np.ascontiguousarray(rows).data)
        self.count += len(rows)

    def column(self) -> LazyColumn:
        """Return the rows as a column [N, *event]; at least one has been added."""
        shape = (self.count, *(self.event or ()))
        rows = FileRows(self.spool.file, 0, shape, self.dtype)
        return LazyColumn.of(rows, KEY, rows.read(np.zeros(1, np.int64))[KEY])
