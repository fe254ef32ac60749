"""Image files → a `RowSource` that decodes the images which are asked for.

Before training only the heads of the files are read, which tell their size and whether they have
colour. What is wrong inside a file is found when it is decoded, and named.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from schematic.data.columns import FEATURES, UNIT, to_pixels
from schematic.data.data_error import DataError
from schematic.data.dataset import Array, Columns
from schematic.data.image_files import SUFFIXES, UNCHANGED, ImageFile, ImageTable, labels_of
from schematic.data.image_pixels import (
    Look,
    change_notes,
    decode_changed,
    look_at,
    looks_changed,
    require_alike,
)
from schematic.data.lazy_column import LazyColumn
from schematic.data.preparation.image_changes import AskedChanges

MOST_WORKERS = 8


class ImageRows:
    """The pixels of image files of one size, uint8 or uint16 [N, C, H, W]."""

    is_quick, is_fixed = False, True
    workers = min(MOST_WORKERS, os.cpu_count() or 1)

    def __init__(self, paths: Sequence[Path], look: Look, asked: AskedChanges = UNCHANGED) -> None:
        """Take files whose heads are read.

        Args:
            paths: of the images.
            look: their size once they are changed, and whether any of them has colour.
            asked: changes that the user asks for, made to each image.
        """
        self.asked = asked
        self.paths = [str(path) for path in paths]  # a tenth of the memory of paths
        self.shape = (3 if look.has_colour else 1, look.height, look.width)
        self.dtype = np.dtype(f"u{look.bits // 8}")

    def __len__(self) -> int:
        """Return N."""
        return len(self.paths)

    def name(self, number: int) -> str:
        """Return the path of an image."""
        return self.paths[number]

    def read(self, numbers: Array) -> Mapping[str, Array]:
        """Decode images int64 [M] as {"features": [M, C, H, W]}.

        Raises:
            DataError: an image cannot be decoded, or has changed since its head was read.
        """
        values = np.empty((len(numbers), *self.shape), self.dtype)
        for row, number in enumerate(numbers.tolist()):
            image = decode_changed(self.paths[number], self.asked).pixels
            is_alike = image.shape[1:] == self.shape[1:] and image.dtype == self.dtype
            if not is_alike or len(image) > self.shape[0]:
                raise DataError(
                    f"{self.paths[number]} is not what it was when training began",
                    "leave the images alone while they are used",
                )
            values[row] = image
        return {FEATURES: values}


def stream_images(
    images: Sequence[ImageFile], folder: Path, changes: AskedChanges = UNCHANGED
) -> ImageTable:
    """Take images as one table whose pixels are decoded when they are asked for.

    Args:
        images: all images of a data set.
        folder: where they are, for messages.
        changes: made to each image before it is compared with the others.

    Returns:
        The same as `read_images`, with "features" lazy.

    Raises:
        DataError: images differ in size, the head of one cannot be read, or only some of them have
            a class.
    """
    labels, classes = labels_of(images, folder)
    looks = list(looks_changed((look_at(image.path) for image in images), changes))
    for look in looks:
        require_alike(look, looks[0])
    coloured = next((look for look in looks if look.has_colour), looks[0])
    rows = ImageRows([image.path for image in images], coloured, changes)
    column = LazyColumn.of(rows, FEATURES, rows.read(np.zeros(1, np.int64))[FEATURES])
    table: Columns = {FEATURES: column.mapped(to_pixels, certain=UNIT), **labels}
    return ImageTable(table, classes, change_notes(looks))


def count_numbers(folder: Path, changes: AskedChanges = UNCHANGED) -> int:
    """How many numbers the images below a folder have, if all are like the first that is met.

    Args:
        folder: of the images.
        changes: made to each image before.
    """
    count, first = 0, None
    for place, _, names in os.walk(folder):
        found = [name for name in names if Path(name).suffix.lower() in SUFFIXES]
        count += len(found)
        first = first or next((Path(place, name) for name in found), None)
    if first is None:
        return 0
    try:
        look = next(looks_changed([look_at(first)], changes))
    except DataError:
        return 0
    return count * look.width * look.height * (3 if look.has_colour else 1)
