"""An array in a file, row after row → a `RowSource` that reads the rows which are asked for.

Rows are read, not mapped: pages of a map stay resident for as long as the machine has room, and a
    file
that is cut short while it is mapped ends the process without a word.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.lazy_column import Array

KEY = "rows"
_POSITIONED = hasattr(os, "preadv")


class FileRows:
    """The rows of one array, which stand in a file one after another."""

    is_quick = is_fixed = True
    workers = 1

    def __init__(
        self, path: Path, offset: int, shape: tuple[int, ...], dtype: np.dtype[Any], where: str
    ) -> None:
        """Open the file, and keep it open for as long as the rows are in use.

        Args:
            path: the file.
            offset: where the first row begins, in bytes.
            shape: of the array, [N, *event].
            dtype: of its values.
            where: the file, and the array in it, for messages.

        Raises:
            OSError: the file cannot be opened.
        """
        self.offset, self.shape, self.dtype, self.where = offset, shape, dtype, where
        self.row_bytes = prod(shape[1:]) * dtype.itemsize
        self.descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.lock = threading.Lock()
        weakref.finalize(self, os.close, self.descriptor)

    def __len__(self) -> int:
        """Return N."""
        return self.shape[0]

    def name(self, number: int) -> str:
        """Return what messages call a row."""
        return f"row {number} (from 0)"

    def read(self, numbers: Array) -> Mapping[str, Array]:
        """Return rows int64 [M] as {"rows": [M, *event]}; neighbours are read at once.

        Raises:
            DataError: the file has become shorter, or the disk fails.
        """
        values = np.empty((len(numbers), *self.shape[1:]), self.dtype)
        view = values.reshape(-1).view(np.uint8).data
        ends = np.flatnonzero(np.diff(numbers) != 1) + 1
        for start, end in zip([0, *ends.tolist()], [*ends.tolist(), len(numbers)], strict=True):
            part = view[start * self.row_bytes : end * self.row_bytes]
            self._fill(part, self.offset + int(numbers[start]) * self.row_bytes)
        return {KEY: values}

    def _fill(self, part: memoryview, position: int) -> None:
        """Read bytes from a position on until a part is full."""
        done = 0
        while done < len(part):
            try:
                count = self._read_at(part[done:], position + done)
            except OSError as error:
                raise DataError(f"{self.where}: {error.strerror}", "check the disk") from error
            if count == 0:
                raise DataError(
                    f"{self.where} has become shorter while it was in use",
                    "leave the file alone while it is used, and write it again",
                )
            done += count

    def _read_at(self, part: memoryview, position: int) -> int:
        if _POSITIONED:
            return os.preadv(self.descriptor, [part], position)
        with self.lock:
            os.lseek(self.descriptor, position, os.SEEK_SET)
            content = os.read(self.descriptor, len(part))
        part[: len(content)] = content
        return len(content)
