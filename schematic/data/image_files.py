"""Folders of images → pixels and classes: what all formats of image folders have in common.

No image is left out in silence. A file of a format that is not read, or an image that lies deeper
than a class folder, is refused.
"""

import mimetypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from schematic.data.bounds import FLOAT, require_room
from schematic.data.columns import FEATURES, LABELS, to_pixels
from schematic.data.data_error import DataError, explaining, reading, require
from schematic.data.dataset import Array, Columns, Table
from schematic.data.split import take

SUFFIXES = frozenset(
    {".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"}
)
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")  # what Pillow may open
LARGEST_IMAGE = 2**26  # pixels
STACKED = 2 + FLOAT  # bytes a pixel: alone, in a stack, and as a feature
GREY, COLOUR = "L", "RGBA"
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
}  # how an image is stored → how it is read; 16-bit and float images are not in the table


@dataclass(frozen=True)
class ImageFile:
    """An image file, and the class that its folder names; None without classes."""

    path: Path
    label: str | None


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder in order of name, but those whose name begins with a dot."""
    return [entry for entry in _entries(folder) if entry.is_dir()]


def images_in(folder: Path) -> list[Path]:
    """Return the image files directly in a folder, in order of name.

    Raises:
        DataError: one of them is of a format that is not read, or no regular file.
    """
    entries = [entry for entry in _entries(folder) if not entry.is_dir()]
    files = [entry for entry in entries if entry.is_file()]
    strange = next((e for e in entries if _is_image(e) and not e.is_file()), None)
    if strange is not None:
        raise DataError(f"{strange} is no regular file", "put the image itself there, or remove it")
    odd = next((file for file in files if _is_image(file) and not _is_read(file)), None)
    if odd is not None:
        raise DataError(
            f"{odd} is an image of a format that is not read", "save it as PNG, or move it away"
        )
    return [file for file in files if _is_read(file)]


def has_images(folder: Path) -> bool:
    """Return whether an image that can be read lies directly in a folder."""
    return any(entry.is_file() and _is_read(entry) for entry in _entries(folder))


def find_images(folder: Path) -> list[ImageFile]:
    """Return the images directly in a folder, and in its folders, which are their classes.

    Raises:
        DataError: there is none, or one lies deeper, where it would be left out.
    """
    classes = folders_in(folder)
    deeper = next((inner for each in classes for inner in _with_images(folders_in(each))), None)
    if deeper is not None:
        raise DataError(
            f"{deeper} holds images, but only those in {folder} and in its folders are read",
            "put all images of a class directly into the folder of the class",
        )
    found = [ImageFile(path, None) for path in images_in(folder)]
    found += [ImageFile(path, each.name) for each in classes for path in images_in(each)]
    if not found:
        raise DataError(f"{folder} holds no images", "put images, such as PNG or JPEG, into it")
    return found


def read_images(images: Sequence[ImageFile], folder: Path) -> Table:
    """Read images as one table, so that they agree in their channels and in their classes.

    Classes are numbered in the order of their names; names that are numbers in that of the numbers.

    Args:
        images: all images of a data set.
        folder: where they are, for messages.

    Returns:
        "features" float32 [N, C, H, W] in [0, 1], where C is 1 if all images are grey, else 3; and
        "labels" int64 [N] where the images have classes.

    Raises:
        DataError: images differ in size, cannot be read, or only some of them have a class.
    """
    labels = labels_of(images, folder)
    return {FEATURES: to_pixels(_stack([image.path for image in images])), **labels}


def labels_of(images: Sequence[ImageFile], folder: Path) -> dict[str, Array]:
    """Number the classes of N images, {"labels": int64 [N]}; {} without classes.

    Raises:
        DataError: only some of them have a class.
    """
    if len({image.label is None for image in images}) > 1:
        raise DataError(
            f"{folder} has images with a class and images without",
            "put every image into a sub-folder that names its class, or none",
        )
    return _labels([image.label for image in images if image.label])


def split_rows(table: Columns, lengths: Sequence[int]) -> Iterator[Columns]:
    """Yield consecutive parts of a table [N, *event], with so many rows each."""
    ends = np.cumsum(lengths).tolist()
    for start, end in zip([0, *ends], ends, strict=False):
        yield take(table, slice(start, end))


def _entries(folder: Path) -> list[Path]:
    with reading(folder, "a folder"):
        return sorted(entry for entry in folder.iterdir() if entry.name[0] != ".")


def _is_read(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES


def _is_image(file: Path) -> bool:
    return (mimetypes.guess_type(file.name)[0] or "").startswith("image/")


def _with_images(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the folders, and those inside, that hold images."""
    seen: set[Path] = set()  # since links may lead round in circles
    waiting = list(reversed(folders))
    while waiting:
        folder = waiting.pop()
        if folder.resolve() in seen:
            continue
        seen.add(folder.resolve())
        if has_images(folder):
            yield folder
        waiting.extend(reversed(folders_in(folder)))


def _labels(names: Sequence[str]) -> dict[str, Array]:
    """Number the classes of N images; {} without classes."""
    if not names:
        return {}
    are_numbers = all(name.isdecimal() for name in names)
    order = sorted(set(names), key=(lambda name: (int(name), name)) if are_numbers else None)
    number = {name: label for label, name in enumerate(order)}
    return {LABELS: np.array([number[name] for name in names], np.int64)}


def _stack(paths: Sequence[Path]) -> Array:
    """Read images as uint8 [N, C, H, W]; C is 1 if all are grey, else 3."""
    images: list[Array] = []
    first: Look | None = None
    for path in paths:
        image = decode(path)
        look = Look(path, image.shape[2], image.shape[1])
        first = first or look
        require_one_size(look, first)
        if not images:
            require_room(len(paths) * image.size, STACKED, str(path.parent))
        images.append(image)
    channels = max(len(image) for image in images)
    return np.stack([np.broadcast_to(image, (channels, *image.shape[1:])) for image in images])


@dataclass(frozen=True)
class Look:
    """What the head of an image file tells.

    Attributes:
        path: the file.
        width, height: in pixels.
        mode: how it is read, a value of `MODES`.
    """

    path: Path | str
    width: int
    height: int
    mode: str = GREY

    @property
    def has_colour(self) -> bool:
        """Whether it is read in colour."""
        return self.mode == COLOUR


def look_at(path: Path | str, content: bytes | None = None) -> Look:
    """Read the head of an image file.

    Args:
        path: the file.
        content: what is in it, where that is at hand.

    Raises:
        DataError: it cannot be read, or the image is none that can be used.
    """
    with _opened(path, content) as image:
        _check_usable(image, path)
        return Look(path, image.width, image.height, MODES[image.mode])


def require_one_size(look: Look, first: Look) -> None:
    """Refuse an image that has another size than the first.

    Raises:
        DataError: it has; the error names both.
    """
    if (look.width, look.height) != (first.width, first.height):
        raise DataError(
            f"{look.path} is {look.width}×{look.height} pixels, "
            f"{first.path} is {first.width}×{first.height}",
            "bring all images to one size",
        )


def decode(path: Path | str, content: bytes | None = None) -> Array:
    """Read one image as uint8, [1, H, W] if it is grey, else [3, H, W].

    Args:
        path: the file.
        content: what is in it, where that is at hand.

    Raises:
        DataError: it cannot be read, or is none that can be used.
    """
    with _opened(path, content) as image:
        return pixels_of(image, path)


def pixels_of(image: Any, path: Path | str) -> Array:
    """Return the pixels of an image of Pillow, uint8 [1, H, W] if it is grey, else [3, H, W].

    Args:
        image: of any type that is read.
        path: its place, for messages.

    Raises:
        DataError: it is too large, or has no pixels of 8 bits.
    """
    _check_usable(image, path)
    pixels: Array = np.asarray(image.convert(MODES[image.mode]))
    return pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels[..., :3], 2, 0)


def _check_usable(image: Any, path: Path | str) -> None:
    if image.width * image.height > LARGEST_IMAGE:
        raise _too_large(path)
    if image.mode not in MODES:
        raise DataError(
            f"{path} has pixels of type '{image.mode}', not of 8 bits", "save it with 8 bits"
        )


@contextmanager
def _opened(path: Path | str, content: bytes | None = None) -> Iterator[Any]:
    """Open an image of one of the formats that are asked for, and no other.

    Pillow tells a format by the content, and runs another program for some of them, so it is told
    which may be opened. It warns of large images, which are refused here; whoever reads images
    ignores its warnings, since how they are filtered is shared by all threads.
    """
    pillow = require("PIL.Image", "pillow")
    with explaining(path, "an image"):
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
