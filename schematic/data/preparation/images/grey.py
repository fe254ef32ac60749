"""`--grey`: the luma of red, green and blue, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601)."""

from __future__ import annotations

from typing import Any

import numpy as np

from schematic.data.dataset import Array
from schematic.data.preparation.image_changes import ImageChange, UnfitError

WEIGHTS = (0.299, 0.587, 0.114)
FIXED = (19_595, 38_470, 7_471)
"""The same in units of 2⁻¹⁶, as Pillow computes with whole pixels."""


def make_grey(images: Array, asked: Any, where: str) -> Array:
    """Make images [B, 3, H, W] grey, [B, 1, H, W]; those of one channel stay as they are.

    Raises:
        UnfitError: the images have four channels, of which nobody says what they are.
    """
    channels = images.shape[1]
    if channels == 1:
        return images
    if channels != len(WEIGHTS):
        raise UnfitError(
            f"{where}: images of {channels} channels cannot be made grey, "
            "which is a mixture of red, green and blue",
            "bring images of three channels, or leave --grey out",
        )
    if images.dtype.kind == "f":
        weights = np.asarray(WEIGHTS, images.dtype)
        grey: Array = np.einsum("bchw,c->bhw", images, weights)[:, None].astype(images.dtype)
        return grey
    mixed = np.einsum("bchw,c->bhw", images.astype(np.uint64), np.asarray(FIXED, np.uint64))
    rounded: Array = ((mixed[:, None] + np.uint64(2**15)) >> np.uint64(16)).astype(images.dtype)
    return rounded


IMAGE_CHANGE = ImageChange("grey", 20, make_grey, lambda asked: "made grey")
