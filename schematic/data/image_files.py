"""Folders of images → pixels and classes: what all formats of image folders have in common.

Nothing is left out in silence. An image of a format that is not read, or one that lies deeper than
a class folder, is refused; other files are told.
"""

import mimetypes
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from schematic.data.columns import FEATURES, LABELS, to_pixels
from schematic.data.data_error import DataError, reading
from schematic.data.dataset import Array, Columns
from schematic.data.image_pixels import read_pixels
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.split import take

SUFFIXES = frozenset(
    {".bmp", ".gif", ".jfif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"}
)
SYSTEM = frozenset(
    {"__MACOSX", "$RECYCLE.BIN", "System Volume Information", "@eaDir", "lost+found"}
)
"""Folders that systems put beside those of users; what begins with a dot is theirs, too."""
NUMBERED = re.compile(r"(\D*)(\d+)(\D*)")
SHOWN = 3  # names of what is left out
UNCHANGED = AskedChanges()


@dataclass(frozen=True)
class ImageFile:
    """An image file, and the class that its folder names; None without classes."""

    path: Path
    label: str | None


@dataclass(frozen=True)
class ImageTable:
    """The images of a data set.

    Attributes:
        table: their pixels, and their labels where they have classes.
        classes: what the labels stand for, in order.
        notes: what was done to the images.
    """

    table: Columns
    classes: tuple[str, ...]
    notes: tuple[str, ...]


ReadImages = Callable[[Sequence[ImageFile], Path, AskedChanges], ImageTable]


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder in order of name, but those of a system."""
    return [entry for entry in _entries(folder) if entry.is_dir() and entry.name not in SYSTEM]


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
    found += [
        ImageFile(path, unicodedata.normalize("NFC", each.name))
        for each in classes
        for path in images_in(each)
    ]
    if not found:
        raise DataError(f"{folder} holds no images", "put images, such as PNG or JPEG, into it")
    return found


def read_images(
    images: Sequence[ImageFile], folder: Path, changes: AskedChanges = UNCHANGED
) -> ImageTable:
    """Read images as one table, so that they agree in their channels and in their classes.

    Args:
        images: all images of a data set.
        folder: where they are, for messages.
        changes: made to each image before it is compared with the others.

    Returns:
        "features" float32 [N, C, H, W] in [0, 1], where C is 1 if all images are grey, else 3; and
        "labels" int64 [N] where the images have classes.

    Raises:
        DataError: images differ in size, cannot be read, or only some of them have a class.
    """
    labels, classes = labels_of(images, folder)
    raw, notes = read_pixels([image.path for image in images], changes)
    return ImageTable({FEATURES: to_pixels(raw), **labels}, classes, notes)


def labels_of(
    images: Sequence[ImageFile], folder: Path
) -> tuple[dict[str, Array], tuple[str, ...]]:
    """Number the classes of N images, {"labels": int64 [N]}, and name them; {} without classes.

    They are numbered in the order of their names; names that differ in one number only, in the
    order of the numbers.

    Raises:
        DataError: only some of them have a class.
    """
    if len({image.label is None for image in images}) > 1:
        raise DataError(
            f"{folder} has images with a class and images without",
            "put every image into a sub-folder that names its class, or none",
        )
    names = [image.label for image in images if image.label is not None]
    classes = order_classes(names)
    number = {name: label for label, name in enumerate(classes)}
    labels = {LABELS: np.array([number[name] for name in names], np.int64)} if names else {}
    return labels, classes


def order_classes(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, in order: of the numbers where the names differ in a number only."""
    distinct = sorted(set(names))
    found = [NUMBERED.fullmatch(name) for name in distinct]
    parts = [match.groups() for match in found if match is not None]
    if len(parts) < len(distinct) or len({(before, after) for before, _, after in parts}) > 1:
        return tuple(distinct)
    numbers = {name: int(number) for name, (_, number, _) in zip(distinct, parts, strict=True)}
    return tuple(sorted(distinct, key=lambda name: (numbers[name], name)))


def left_out(folder: Path, images: Iterable[ImageFile]) -> tuple[str, ...]:
    """Return a note of what lies in a folder and is no image that is read; () if nothing is."""
    taken = {str(image.path) for image in images}
    others: list[str] = []
    for place, folders, files in os.walk(folder):
        folders.sort()
        inside = os.path.relpath(place, folder)
        paths = (Path(place, name) for name in sorted(files))
        others += [os.path.relpath(path, folder) for path in paths if str(path) not in taken]
        others += [] if folders or files else [f"{inside} (an empty folder)"]
    if not others:
        return ()
    names = ", ".join(others[:SHOWN]) + (", …" if len(others) > SHOWN else "")
    return (
        f"left out: {len(others):,} files, {names}" if len(others) > 1 else f"left out: {names}",
    )


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
