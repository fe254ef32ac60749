"""A folder of PNG or JPEG images → a Dataset; its sub-folders are the classes.

Sub-folders called exactly "train" and "test" are the two splits, with classes inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from schematic.data.columns import FEATURES, LABELS, UNIT, to_pixels
from schematic.data.data_error import DataError, reading, require
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Array, Dataset, Table

SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
SPLITS = ("train", "test")
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
class Picture:
    """An image file, and the class that its folder names; None without classes."""

    path: Path
    label: str | None


def read_image_folder(folder: Path) -> Dataset:
    """Read all images directly in a folder, or in its sub-folders, which then name the classes.

    Grey images give "features" [N, 1, H, W]; if any has colour, all give [N, 3, H, W]. An alpha
    channel is dropped. Classes are numbered in the order of their names. Names that begin with a
    dot are left out.

    Raises:
        DataError: there are no images, they differ in size, or one of them cannot be read.
    """
    parts = {split: _find(place) for split, place in _places(folder).items()}
    everything = [picture for pictures in parts.values() for picture in pictures]
    for split, pictures in parts.items():
        if not pictures:
            raise DataError(
                f"{_places(folder)[split]} holds no images", "put PNG or JPEG files into it"
            )
    if len({picture.label is None for picture in everything}) > 1:
        raise DataError(
            f"{folder} has images with a class and images without",
            "put every image into a sub-folder that names its class, or none",
        )
    pixels = to_pixels(_stack([picture.path for picture in everything]))
    table = {FEATURES: pixels, **_number(everything)}
    cut = len(parts["train"])
    test = {"": _rows(table, slice(cut, None))} if "test" in parts else {}
    return Dataset(str(folder), {"": _rows(table, slice(0, cut))}, test, UNIT)


def _places(folder: Path) -> dict[str, Path]:
    """Return where the images of each split are: the folder itself unless it is split."""
    inner = {entry.name for entry in _folders(folder)}
    if inner == set(SPLITS) and not _images(folder):
        return {split: folder / split for split in SPLITS}
    return {"train": folder}


def _find(folder: Path) -> list[Picture]:
    loose = [Picture(path, None) for path in _images(folder)]
    return loose + [
        Picture(path, inner.name) for inner in _folders(folder) for path in _images(inner)
    ]


def _folders(folder: Path) -> list[Path]:
    with reading(folder, "a folder"):
        return sorted(
            entry for entry in folder.iterdir() if entry.is_dir() and entry.name[0] != "."
        )


def _images(folder: Path) -> list[Path]:
    with reading(folder, "a folder"):
        return sorted(
            entry
            for entry in folder.iterdir()
            if entry.suffix.lower() in SUFFIXES and entry.name[0] != "." and entry.is_file()
        )


def _number(pictures: Sequence[Picture]) -> dict[str, Array]:
    names = [picture.label for picture in pictures if picture.label is not None]
    if not names:
        return {}
    _, labels = np.unique(names, return_inverse=True)
    return {LABELS: labels.astype(np.int64)}


def _rows(table: Table, rows: slice) -> Table:
    return {name: column[rows] for name, column in table.items()}


def _stack(paths: Sequence[Path]) -> Array:
    """Read images as uint8 [N, C, H, W]; C is 1 if all are grey, else 3."""
    images: list[Array] = []
    for path in paths:
        image = _decode(path)
        if images and image.shape[1:] != images[0].shape[1:]:
            raise DataError(
                f"{path} is {_size(image)} pixels, {paths[0]} is {_size(images[0])}",
                "bring all images to one size",
            )
        images.append(image)
    channels = max(len(image) for image in images)
    return np.stack([np.broadcast_to(image, (channels, *image.shape[1:])) for image in images])


def _decode(path: Path) -> Array:
    """Read one image as uint8, [1, H, W] if it is grey, else [3, H, W]."""
    with reading(path, "an image"), require("PIL.Image", "pillow").open(path) as image:
        if image.mode not in MODES:
            raise DataError(
                f"{path} has pixels of type '{image.mode}', not of 8 bits", "save it with 8 bits"
            )
        pixels: Array = np.asarray(image.convert(MODES[image.mode]))
    return pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels[..., :3], 2, 0)


def _size(image: Array) -> str:
    return f"{image.shape[2]}×{image.shape[1]}"


FORMAT = DataFormat(
    "a folder of PNG or JPEG images",
    lambda folder: True,
    read_image_folder,
    is_folder=True,
    is_last_resort=True,
)
