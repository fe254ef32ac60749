"""An array in a file, row after row → a `RowSource` that reads the rows which are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from schematic.data.lazy_column import Array
from schematic.data.positioned_file import PositionedFile

KEY = "rows"


class FileRows:
    """The rows of one array, which stand in a file one after another."""

    is_quick = is_fixed = True
    workers = 1

    def __init__(
        self, file: PositionedFile, offset: int, shape: tuple[int, ...], dtype: np.dtype[Any]
    ) -> None:
        """Take the place of an array.

        Args:
            file: where it is.
            offset: where its first row begins, in bytes.
            shape: of the array, [N, *event].
            dtype: of its values.
        """
        self.file, self.offset, self.shape, self.dtype = file, offset, shape, dtype
        self.row_bytes = prod(shape[1:]) * dtype.itemsize

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
            self.file.fill(part, self.offset + int(numbers[start]) * self.row_bytes)
        return {KEY: values}
