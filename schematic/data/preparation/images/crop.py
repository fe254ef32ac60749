"""`--crop 148`: the middle of every image; `--crop square`: as large a square as it holds."""

from __future__ import annotations

from schematic.data.dataset import Array
from schematic.data.preparation.image_changes import ImageChange, UnfitError
from schematic.data.preparation.image_size import SQUARE, read_size, show_size


def crop(images: Array, asked: str, where: str) -> Array:
    """Cut the middle out of images [B, C, H, W].

    Where as many pixels cannot be cut off on both sides, the left and the upper side lose one less.

    Args:
        images: of any type.
        asked: `square`, or a size.
        where: their place, for messages.

    Raises:
        UnfitError: the images are smaller than that.
    """
    height, width = images.shape[2:]
    across, down = read_size(asked) or (min(height, width),) * 2
    if across > width or down > height:
        raise UnfitError(
            f"{where}: an image of {show_size(width, height)} pixels cannot be cropped to "
            f"{show_size(across, down)}",
            f"give a smaller --crop, or --crop {SQUARE}",
        )
    left, top = (width - across) // 2, (height - down) // 2
    return images[:, :, top : top + down, left : left + across]


def _told(asked: str) -> str:
    size = read_size(asked)
    return f"cropped to {show_size(*size) if size else 'the square'} in the middle"


IMAGE_CHANGE = ImageChange("crop", 10, crop, _told)
