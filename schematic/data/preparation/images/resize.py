"""`--resize 64` or `--resize 64x48`: every image is brought to one size, its sides as they come.

The filter is Pillow's BILINEAR: a triangle as wide as a new pixel, so that an image that shrinks is
averaged, not sampled. No value leaves the range of those that it is mixed from, as with sharper
filters such as LANCZOS, and `torchvision.transforms.Resize` does the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from schematic.data.data_error import require
from schematic.data.dataset import Array
from schematic.data.preparation.image_changes import ImageChange
from schematic.data.preparation.image_size import read_size, show_size


def resize(images: Array, asked: str, where: str) -> Array:
    """Resize images [B, C, H, W] to [B, C, height, width], of the same type.

    Args:
        images: of 8 or 16 bits, or float32.
        asked: the size.
        where: their place, for messages.
    """
    size = read_size(asked)
    assert size is not None
    pillow = require("PIL.Image", "pillow")
    width, height = size
    if images.shape[2:] == (height, width):
        return images
    planes = images.reshape(-1, *images.shape[2:])
    made = np.empty((len(planes), height, width), images.dtype)
    for number, plane in enumerate(planes):
        made[number] = _resized(plane, size, pillow)
    return made.reshape(*images.shape[:2], height, width)


def _resized(plane: Array, size: tuple[int, int], pillow: Any) -> Array:
    """Resize numbers [H, W]; 16 bits are computed as floats and rounded."""
    if plane.dtype == np.uint8:
        return np.asarray(pillow.fromarray(plane).resize(size, pillow.Resampling.BILINEAR))
    image = pillow.fromarray(np.ascontiguousarray(plane, np.float32))
    resized = np.asarray(image.resize(size, pillow.Resampling.BILINEAR))
    return np.rint(resized) if plane.dtype.kind == "u" else resized


def _told(asked: str) -> str:
    size = read_size(asked)
    assert size is not None
    return f"resized to {show_size(*size)}"


IMAGE_CHANGE = ImageChange("resize", 30, resize, _told)
