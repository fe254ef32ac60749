"""Image files → their pixels as one array, and what was done to them on the way.

Images lie as they should be looked at, show their first frame, and have no transparent parts:
whatever is changed for that is counted, so that it can be told.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from schematic.data.bounds import FLOAT, require_room
from schematic.data.data_error import DataError, explaining, require
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
SIDEWAYS = range(5, 9)  # its values that turn an image by a quarter

TURNED = "turned as EXIF says"
FLATTENED = "with transparent parts, now laid on white"
FIRST_FRAME = "with several frames, of which the first is taken"
FROM_INKS = "of four inks (CMYK), made red, green and blue without a colour profile"
CUT = "of 16 bits a colour, of which 8 are read"
SPREAD = "grey, made red, green and blue like the others"


@dataclass(frozen=True)
class Look:
    """What the head of an image file tells.

    Attributes:
        path: the file.
        width, height: in pixels, once it is turned.
        has_colour: whether it is read in colour.
        bits: of a pixel, 8 or 16.
        changes: what is done to it when it is decoded.
    """

    path: Path | str
    width: int
    height: int
    has_colour: bool
    bits: int
    changes: tuple[str, ...] = ()


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
    looks: list[Look] = []
    for path in paths:
        image = decode_changed(path, asked)
        looks.append(_look_of(path, image))
        require_alike(looks[-1], looks[0])
        if not images:
            require_room(len(paths) * image.pixels.size, STACKED, str(path.parent))
        images.append(image.pixels)
    channels = max(len(image) for image in images)
    stacked = np.stack([np.broadcast_to(image, (channels, *image.shape[1:])) for image in images])
    return stacked, change_notes(looks)


def change_notes(looks: Sequence[Look]) -> tuple[str, ...]:
    """Say what is done to how many images, the scale of their pixels first."""
    changes = Counter(change for look in looks for change in look.changes)
    coloured = sum(look.has_colour for look in looks)
    changes[SPREAD] = len(looks) - coloured if coloured else 0
    bits = looks[0].bits
    scale = f"pixels of {bits} bits, divided by {2**bits - 1:,}"
    return (scale, *(_count(n, change) for change, n in changes.items() if n))


def require_alike(look: Look, first: Look) -> None:
    """Refuse an image that has another size than the first, or other pixels.

    Raises:
        DataError: it has; the error names both.
    """
    if (look.width, look.height) != (first.width, first.height):
        raise DataError(
            f"{look.path} is {look.width}×{look.height} pixels, "
            f"{first.path} is {first.width}×{first.height}",
            "bring all images to one size: --resize 64, perhaps after --crop square",
        )
    if look.bits != first.bits:
        raise DataError(
            f"{look.path} has {look.bits} bits, {first.path} has {first.bits}",
            "save all images with 8 bits, or all with 16",
        )


def look_at(path: Path | str, content: bytes | None = None) -> Look:
    """Read the head of an image file.

    Args:
        path: the file.
        content: what is in it, where that is at hand.

    Raises:
        DataError: it cannot be read, or the image is none that can be used.
    """
    with _opened(path, content) as image:
        changes = _check_usable(image, path)
        width, height = image.width, image.height
        if TURNED in changes and image.getexif().get(ORIENTATION) in SIDEWAYS:
            width, height = height, width
        bits = 16 if _is_deep(image) else 8
        if "A" in image.mode or "transparency" in image.info:
            changes.append(FLATTENED)
        has_colour = bits == 8 and MODES[image.mode] == COLOUR
        return Look(path, width, height, has_colour, bits, tuple(changes))


def decode(path: Path | str, content: bytes | None = None) -> Decoded:
    """Read one image.

    Args:
        path: the file.
        content: what is in it, where that is at hand.

    Raises:
        DataError: it cannot be read, or is none that can be used.
    """
    with _opened(path, content) as image:
        return pixels_of(image, path)


def decode_changed(path: Path | str, asked: AskedChanges, content: bytes | None = None) -> Decoded:
    """Read one image, and make the changes that the user asks for.

    Raises:
        DataError: it cannot be read or changed, or is none that can be used.
    """
    image = decode(path, content)
    return replace(image, pixels=asked(image.pixels[None], str(path))[0])


def looks_changed(looks: Iterable[Look], asked: AskedChanges) -> Iterator[Look]:
    """Yield what the heads of images would tell after the changes that the user asks for.

    These follow from size, colour and depth alone, so that an empty image shows them.

    Raises:
        UnfitError: a change cannot be made.
    """
    tried: dict[tuple[int, int, bool, int], tuple[int, ...]] = {}
    for look in looks:
        kind = look.width, look.height, look.has_colour, look.bits
        if kind not in tried:
            empty = np.zeros(
                (1, 3 if look.has_colour else 1, look.height, look.width), f"u{look.bits // 8}"
            )
            tried[kind] = asked(empty, str(look.path)).shape[1:]
        channels, height, width = tried[kind]
        yield replace(look, width=width, height=height, has_colour=channels > 1)


def pixels_of(image: Any, path: Path | str) -> Decoded:
    """Return the pixels of an image of Pillow.

    Args:
        image: of any type that is read.
        path: its place, for messages.

    Raises:
        DataError: it is too large, or has no pixels of 8 or 16 bits.
    """
    changes = _check_usable(image, path)
    if TURNED in changes:
        upright = require("PIL.ImageOps", "pillow").exif_transpose(image)
        upright.format = image.format
        image = upright
    if _is_deep(image):
        return Decoded(np.asarray(image).astype(np.uint16)[None], tuple(changes))
    layers: Array = np.moveaxis(np.asarray(image.convert(MODES[image.mode])), 2, 0)
    pixels, alpha = layers[:-1], layers[-1:]
    if alpha.min() < 255:
        changes.append(FLATTENED)
        pixels = _laid_on_white(pixels, alpha)
    return Decoded(pixels, tuple(changes))


def _look_of(path: Path, image: Decoded) -> Look:
    channels, height, width = image.pixels.shape
    return Look(path, width, height, channels > 1, 8 * image.pixels.itemsize, image.changes)


def _is_deep(image: Any) -> bool:
    """Whether an image has 16 bits a pixel."""
    return image.mode in DEEP or (image.mode == "I" and image.format in SCALED)


def _check_usable(image: Any, path: Path | str) -> list[str]:
    """Refuse an image that is not read; return what has to be done to another."""
    if image.width * image.height > LARGEST_IMAGE:
        raise _too_large(path)
    if image.mode not in MODES and not _is_deep(image):
        raise DataError(
            f"{path} has pixels of type '{image.mode}', not of 8 or 16 bits",
            "save it with 8 bits",
        )
    return list(_changes(image))


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
    stored = [str(tile[3]) for tile in getattr(image, "tile", ())]
    if image.mode in MODES and any("16" in how or "65535" in how for how in stored):
        yield CUT


@contextmanager
def _opened(path: Path | str, content: bytes | None = None) -> Iterator[Any]:
    """Open an image of one of the formats that are asked for, and no other.

    Pillow tells a format by the content, and runs another program for some of them, so it is told
    which may be opened. It warns of large images, which are refused here; whoever reads images
    ignores its warnings, since how they are filtered is shared by all threads.
    """
    pillow = require("PIL.Image", "pillow")
    with explaining(path, "an image"):
        if content is None and os.stat(path).st_size == 0:  # noqa: PTH116
            raise DataError(f"{path} is empty", "write the file again, or move it away")
        try:
            with pillow.open(
                path if content is None else BytesIO(content), formats=FORMATS
            ) as image:
                yield image
        except pillow.DecompressionBombError:
            raise _too_large(path) from None


def _too_large(path: Path | str) -> DataError:
    return DataError(
        f"{path} has more than {LARGEST_IMAGE:,} pixels", "make it smaller, or leave it out"
    )
