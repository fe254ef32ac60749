"""Images in rows and columns → the content of a PNG file, without a figure around them."""

from __future__ import annotations

import io
import math

import numpy as np

from schematic.data.dataset import Array
from schematic.training.pictures.image_table import tile

LONGEST, CELL = 560, 28
"""Pixels of the sheet at most, and of a cell at least, where these are few enough."""


def draw_sheet(cells: Array) -> tuple[bytes, int, int]:
    """Draw images with values in [0, 1].

    Args:
        cells: [R, C, channels, H, W], with one channel or three; NaN leaves a cell empty.

    Returns:
        The file, its width and its height in pixels. Small images are enlarged by a whole number.
        Those that do not fit at their size are shown smaller by the page: these numbers are the
        size at which they do.
    """
    from PIL import Image

    height, width = cells.shape[3:]
    longest = max(cells.shape[0] * height, cells.shape[1] * width)
    larger = max(1, min(math.ceil(CELL / max(height, width)), LONGEST // longest))
    shades = tile(cells.repeat(larger, 3).repeat(larger, 4))
    picture = Image.fromarray((shades * 255).round().astype(np.uint8))
    stream = io.BytesIO()
    picture.save(stream, "png")
    share = min(1.0, LONGEST / max(picture.size))
    return stream.getvalue(), round(picture.width * share), round(picture.height * share)
