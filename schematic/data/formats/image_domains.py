"""A folder for each domain, with a folder for each class inside → a Dataset of several domains.

A domain may be split in itself: its folders are then called train and test, with the classes in
them.
"""

from pathlib import Path

from schematic.data.columns import LABELS, UNIT
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Columns, Dataset
from schematic.data.image_files import (
    UNCHANGED,
    ReadImages,
    folders_in,
    has_images,
    left_out,
    read_images,
    split_rows,
)
from schematic.data.image_rows import count_numbers, stream_images
from schematic.data.image_splits import find_splits, is_split, training_classes
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import told_of_files


def is_of_domains(folder: Path) -> bool:
    """Return whether images lie two folders deep everywhere: in a domain, and there in a class."""
    domains = folders_in(folder)
    if not domains or has_images(folder) or is_split(folder):
        return False
    return all(
        not has_images(each) and (is_split(each) or any(map(has_images, folders_in(each))))
        for each in domains
    )


def read_image_domains(
    folder: Path, changes: AskedChanges = UNCHANGED, read: ReadImages = read_images
) -> Dataset:
    """Read the images of each domain; a class has the same number in all domains.

    Args:
        folder: of the domains.
        changes: made to each image before it is compared with the others.
        read: what reads the images, or takes them to be decoded when they are asked for.

    Raises:
        DataError: images differ in size, or one of them cannot be read or would be left out.
    """
    splits = {place.name: find_splits(place) for place in folders_in(folder)}
    parts = {
        (domain, split): images
        for domain, place in splits.items()
        for split, images in place.images().items()
    }
    images = [image for images in parts.values() for image in images]
    found = read(images, folder, changes)
    tables: dict[str, dict[str, Columns]] = {"train": {}, "test": {}}
    rows = split_rows(found.table, list(map(len, parts.values())))
    for (domain, split), table in zip(parts, rows, strict=True):
        tables[split][domain] = table
    trained = [
        image for (_, split), images in parts.items() if split == "train" for image in images
    ]
    return Dataset(
        str(folder),
        tables["train"],
        tables["test"],
        UNIT,
        classes={LABELS: found.classes} if found.classes else {},
        notes=(
            *found.notes,
            *told_of_files(changes),
            *training_classes(trained, found.classes),
            *(f"{domain}: {note}" for domain, each in splits.items() for note in each.notes),
            *left_out(folder, images),
        ),
    )


def _streaming(changes: AskedChanges) -> Streaming:
    """How images that are changed one by one are decoded when they are asked for."""
    return Streaming(
        lambda folder: count_numbers(folder, changes),
        lambda folder: read_image_domains(folder, changes, stream_images),
        _streaming,
    )


FORMAT = DataFormat(
    "a folder of domains with classes of images",
    is_of_domains,
    read_image_domains,
    is_folder=True,
    read_changed=read_image_domains,
    streaming=_streaming(UNCHANGED),
)
