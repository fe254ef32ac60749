"""Images inside larger files → a `RowSource` that decodes the images which are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from schematic.data.columns import FEATURES, UNIT, to_pixels
from schematic.data.data_error import DataError
from schematic.data.dataset import Array
from schematic.data.image_files import UNCHANGED
from schematic.data.image_pixels import Look, decode_changed, looks_changed, require_alike
from schematic.data.image_rows import MOST_WORKERS
from schematic.data.lazy_column import LazyColumn
from schematic.data.positioned_file import PositionedFile
from schematic.data.preparation.image_changes import AskedChanges


@dataclass(frozen=True, eq=False)
class PackedImages:
    """Encoded images of one size, each a span of bytes of a file.

    Attributes:
        files: which hold them.
        spans: int64 [N, 3]: the file of each image, where it begins in it, and its length in bytes.
        called: what messages call an image, by its number.
        shape: of one, [C, H, W].
        dtype: of its pixels, uint8 or uint16.
        asked: changes that the user asks for, made to each image.
    """

    files: Sequence[PositionedFile]
    spans: Array
    called: Callable[[int], str]
    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    asked: AskedChanges = UNCHANGED
    is_quick = False
    is_fixed = True
    workers = min(MOST_WORKERS, os.cpu_count() or 1)

    def __len__(self) -> int:
        """Return N."""
        return len(self.spans)

    def name(self, number: int) -> str:
        """Return what messages call an image."""
        return self.called(number)

    def read(self, numbers: Array) -> Mapping[str, Array]:
        """Decode images int64 [M] as {"features": [M, C, H, W]}.

        Raises:
            DataError: an image cannot be decoded.
        """
        values = np.empty((len(numbers), *self.shape), self.dtype)
        for row, number in enumerate(numbers.tolist()):
            file, start, length = self.spans[number].tolist()
            content = self.files[file].read(start, length)
            image = decode_changed(self.called(number), self.asked, content).pixels
            is_alike = image.shape[1:] == self.shape[1:] and image.dtype == self.dtype
            if not is_alike or len(image) > self.shape[0]:
                raise DataError(
                    f"{self.called(number)} is not what it was when training began",
                    "leave the file alone while it is used",
                )
            values[row] = image
        return {FEATURES: values}


def pixels_column(
    files: Sequence[PositionedFile],
    spans: Array,
    called: Callable[[int], str],
    looks: Iterable[Look],
    asked: AskedChanges = UNCHANGED,
) -> LazyColumn:
    """Return a column of the pixels of packed images, in [0, 1].

    Args:
        files: which hold the images.
        spans: int64 [N, 3], as `PackedImages` has them.
        called: what messages call an image, by its number.
        looks: what the heads of all images tell, in order.
        asked: changes that the user asks for, made to each image before sizes are compared.

    Raises:
        DataError: images differ in size.
    """
    first: Look | None = None
    has_colour = False
    for look in looks_changed(looks, asked):
        first = first or look
        require_alike(look, first)
        has_colour = has_colour or look.has_colour
    assert first is not None
    shape = (3 if has_colour else 1, first.height, first.width)
    rows = PackedImages(files, spans, called, shape, np.dtype(f"u{first.bits // 8}"), asked)
    column = LazyColumn.of(rows, FEATURES, rows.read(np.zeros(1, np.int64))[FEATURES])
    return column.mapped(to_pixels, certain=UNIT)
