"""A folder of images → a Dataset; its sub-folders are the classes, or the two splits.

Sub-folders called train (or training) and test (or testing, val, valid, validation) are the two
splits, with the classes inside.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from schematic.data.columns import UNIT
from schematic.data.data_error import DataError
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Columns, Dataset
from schematic.data.image_files import (
    ImageFile,
    find_images,
    folders_in,
    has_images,
    read_images,
    split_rows,
)
from schematic.data.image_rows import count_numbers, stream_images
from schematic.data.shard_files import SPLITS

ReadImages = Callable[[Sequence[ImageFile], Path], Columns]


def read_image_folder(folder: Path, read: ReadImages = read_images) -> Dataset:
    """Read all images directly in a folder, or in its sub-folders, which then name the classes.

    Grey images give "features" [N, 1, H, W]; if any has colour, all give [N, 3, H, W]. An alpha
    channel is dropped. Names that begin with a dot are left out.

    Args:
        folder: of the images.
        read: what reads the images, or takes them to be decoded when they are asked for.

    Raises:
        DataError: there are no images, they differ in size, one of them cannot be read or would be
            left out, or a split has several folders.
    """
    parts = {split: find_images(place) for split, place in _places(folder).items()}
    table = read([image for images in parts.values() for image in images], folder)
    tables = dict(zip(parts, split_rows(table, list(map(len, parts.values()))), strict=True))
    test = {"": tables["test"]} if "test" in tables else {}
    return Dataset(str(folder), {"": tables["train"]}, test, UNIT)


def is_split(folder: Path) -> bool:
    """Return whether the sub-folders are splits, as their names and the lack of images tell."""
    inner = folders_in(folder)
    return bool(inner) and not has_images(folder) and all(_split(each) for each in inner)


def _places(folder: Path) -> dict[str, Path]:
    """Return where the images of each split are: the folder itself unless it is split."""
    if not is_split(folder):
        return {"train": folder}
    places: dict[str, Path] = {}
    for inner in folders_in(folder):
        other = places.setdefault(str(_split(inner)), inner)
        if other != inner:
            raise DataError(
                f"{folder} has two folders of one split: {other.name} and {inner.name}",
                "keep one for training and one for testing, and move the others away",
            )
    if "train" not in places:
        raise DataError(
            f"{folder} has a folder {places['test'].name}, but none of training images",
            "call it train, or give the path of one folder",
        )
    return {split: places[split] for split in ("train", "test") if split in places}


def _split(folder: Path) -> str | None:
    return SPLITS.get(folder.name.lower())


FORMAT = DataFormat(
    "a folder of images",
    lambda folder: True,
    read_image_folder,
    is_folder=True,
    is_last_resort=True,
    streaming=Streaming(count_numbers, lambda folder: read_image_folder(folder, stream_images)),
)
