"""Image files → their pixels as one array, and what was done to them on the way.

Images lie as they should be looked at, show their first frame, and have no transparent parts:
whatever is changed for that is counted, so that it can be told.
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from schematic.data.bounds import FLOAT, require_room
from schematic.data.data_error import DataError, reading, require
from schematic.data.dataset import Array
from schematic.data.preparation.image_changes import AskedChanges

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")  # what Pillow may open
LARGEST_IMAGE = 2**26  # pixels
STACKED = 2 + FLOAT  # bytes a pixel: alone, in a stack, and as a feature
GREY, COLOUR = "LA", "RGBA"
MODES = {
    "1": GREY,
    "L": GREY,
    "LA": GREY,
    "P": COLOUR,
    "PA": COLOUR,
    "RGB": COLOUR,
    "RGBA": COLOUR,
    "CMYK": COLOUR,
    "YCbCr": COLOUR,
}  # how an image of 8 bits is stored → how it is read
DEEP = ("I;16", "I;16L", "I;16B", "I;16N")  # how a grey image of 16 bits is stored
SCALED = ("PNG", "PPM")  # formats whose grey images of 16 bits may come in 32, scaled to 16
ORIENTATION = 0x0112  # the tag of EXIF that says how an image is to be turned

TURNED = "turned as EXIF says"
FLATTENED = "with transparent parts, now laid on white"
FIRST_FRAME = "with several frames, of which the first is taken"
FROM_INKS = "of four inks (CMYK), made red, green and blue without a colour profile"
CUT = "of 16 bits a colour, of which 8 are read"
SPREAD = "grey, made red, green and blue like the others"


@dataclass(frozen=True)
class Decoded:
    """An image.

    Attributes:
        pixels: uint8 or uint16, [1, H, W] if it is grey, else [3, H, W].
        changes: what was done to it.
    """

    pixels: Array
    changes: tuple[str, ...]


def read_pixels(paths: Sequence[Path], asked: AskedChanges) -> tuple[Array, tuple[str, ...]]:
    """Read images of one size, and say what was done to how many of them.

    Args:
        paths: of the images.
        asked: changes that the user asks for, made to each image before sizes are compared.

    Returns:
        uint8 or uint16 [N, C, H, W], where C is 1 if all are grey, else 3; and the notes.

    Raises:
        DataError: an image cannot be read, or differs from the first in size or in depth.
    """
    images: list[Array] = []
    changes: Counter[str] = Counter()
    for path in paths:
        image = decode(path)
        changes.update(image.changes)
        pixels = asked(image.pixels[None], str(path))[0]
        if images:
            _check_alike(path, pixels, paths[0], images[0])
        else:
            require_room(len(paths) * pixels.size, STACKED, str(path.parent))
        images.append(pixels)
    channels = max(len(image) for image in images)
    changes[SPREAD] = sum(len(image) < channels for image in images)
    stacked = np.stack([np.broadcast_to(image, (channels, *image.shape[1:])) for image in images])
    return stacked, tuple(_count(n, change) for change, n in changes.items() if n)


def decode(path: Path) -> Decoded:
    """Read one image.

    Raises:
        DataError: it cannot be read.
    """
    with _opened(path) as image:
        if image.width * image.height > LARGEST_IMAGE:
            raise _too_large(path)
        changes = list(_changes(image))
        if TURNED in changes:
            image = require("PIL.ImageOps", "pillow").exif_transpose(image)
        if image.mode in DEEP or (image.mode == "I" and image.format in SCALED):
            return Decoded(np.asarray(image).astype(np.uint16)[None], tuple(changes))
        if image.mode not in MODES:
            raise DataError(
                f"{path} has pixels of type '{image.mode}', not of 8 or 16 bits",
                "save it with 8 bits",
            )
        layers: Array = np.moveaxis(np.asarray(image.convert(MODES[image.mode])), 2, 0)
    pixels, alpha = layers[:-1], layers[-1:]
    if alpha.min() < 255:
        changes.append(FLATTENED)
        pixels = _laid_on_white(pixels, alpha)
    return Decoded(pixels, tuple(changes))


def _count(number: int, change: str) -> str:
    return f"{number:,} {'image' if number == 1 else 'images'} {change}"


def _laid_on_white(pixels: Array, alpha: Array) -> Array:
    """Mix pixels, uint8 [C, H, W], with white, as alpha, uint8 [1, H, W], says."""
    dark = (255 - pixels.astype(np.uint16)) * alpha
    mixed: Array = (255 - (dark + 127) // 255).astype(np.uint8)
    return mixed


def _changes(image: Any) -> Iterator[str]:
    """Yield what has to be done to an image that is opened, before its pixels are read."""
    if getattr(image, "is_animated", False):
        yield FIRST_FRAME
    with suppress(Exception):  # tags that are damaged say nothing
        if image.getexif().get(ORIENTATION, 1) in range(2, 9):
            yield TURNED
    if image.mode == "CMYK":
        yield FROM_INKS
    stored = [str(tile[3]) for tile in image.tile]
    if image.mode in MODES and any("16" in how or "65535" in how for how in stored):
        yield CUT


def _check_alike(path: Path, image: Array, first: Path, other: Array) -> None:
    if image.shape[1:] != other.shape[1:]:
        raise DataError(
            f"{path} is {_size(image)} pixels, {first} is {_size(other)}",
            "bring all images to one size: --resize 64, perhaps after --crop square",
        )
    if image.dtype != other.dtype:
        raise DataError(
            f"{path} has {8 * image.itemsize} bits, {first} has {8 * other.itemsize}",
            "save all images with 8 bits, or all with 16",
        )


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open an image of one of the formats that are asked for, and no other.

    Pillow tells a format by the content, and runs another program for some of them, so it is told
    which may be opened. It warns of large images; here they are refused.
    """
    pillow = require("PIL.Image", "pillow")
    if path.stat().st_size == 0:
        raise DataError(f"{path} is empty", "write the file again, or move it away")
    with reading(path, "an image"), warnings.catch_warnings():
        warnings.simplefilter("ignore", pillow.DecompressionBombWarning)
        try:
            with pillow.open(path, formats=FORMATS) as image:
                yield image
        except pillow.DecompressionBombError:
            raise _too_large(path) from None


def _too_large(path: Path) -> DataError:
    return DataError(
        f"{path} has more than {LARGEST_IMAGE:,} pixels", "make it smaller, or leave it out"
    )


def _size(image: Array) -> str:
    return f"{image.shape[2]}×{image.shape[1]}"
