"""A folder of images → a Dataset; its sub-folders are the classes, or the two splits.

Sub-folders called train (or training) and test (or testing, val, valid, validation, dev) are the
two splits, with the classes inside.
"""

from pathlib import Path

from schematic.data.columns import LABELS, UNIT
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Dataset
from schematic.data.image_files import UNCHANGED, ReadImages, left_out, read_images, split_rows
from schematic.data.image_rows import count_numbers, stream_images
from schematic.data.image_splits import find_splits, training_classes
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import told_of_files


def read_image_folder(
    folder: Path, changes: AskedChanges = UNCHANGED, read: ReadImages = read_images
) -> Dataset:
    """Read all images directly in a folder, or in its sub-folders, which then name the classes.

    Grey images give "features" [N, 1, H, W]; if any has colour, all give [N, 3, H, W].

    Args:
        folder: of the images.
        changes: made to each image before it is compared with the others.
        read: what reads the images, or takes them to be decoded when they are asked for.

    Raises:
        DataError: there are no images, they differ in size, one of them cannot be read or would be
            left out, or a split has several folders.
    """
    splits = find_splits(folder)
    parts = splits.images()
    images = [image for images in parts.values() for image in images]
    found = read(images, folder, changes)
    tables = dict(zip(parts, split_rows(found.table, list(map(len, parts.values()))), strict=True))
    return Dataset(
        str(folder),
        {"": tables["train"]},
        {"": tables["test"]} if "test" in tables else {},
        UNIT,
        classes={LABELS: found.classes} if found.classes else {},
        notes=(
            *found.notes,
            *told_of_files(changes),
            *training_classes(parts["train"], found.classes),
            *splits.notes,
            *left_out(folder, images),
        ),
    )


def _streaming(changes: AskedChanges) -> Streaming:
    """How images that are changed one by one are decoded when they are asked for."""
    return Streaming(
        lambda folder: count_numbers(folder, changes),
        lambda folder: read_image_folder(folder, changes, stream_images),
        _streaming,
    )


FORMAT = DataFormat(
    "a folder of images",
    lambda folder: True,
    read_image_folder,
    is_folder=True,
    is_last_resort=True,
    read_changed=read_image_folder,
    streaming=_streaming(UNCHANGED),
)
