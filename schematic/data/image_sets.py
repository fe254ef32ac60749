"""Folders of images, one for each domain → a Dataset, read at once or while it is used.

Data without domains are those of the one domain "".
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from schematic.data.columns import LABELS, UNIT
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Columns, Dataset
from schematic.data.image_files import UNCHANGED, ReadImages, left_out, read_images, split_rows
from schematic.data.image_rows import count_numbers, stream_images
from schematic.data.image_splits import Splits, training_classes
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import told_of_files

FindDomains = Callable[[Path], Mapping[str, Splits]]


def read_image_sets(
    folder: Path, domains: Mapping[str, Splits], changes: AskedChanges, read: ReadImages
) -> Dataset:
    """Read the images of each split of each domain; a class has the same number everywhere.

    Grey images give "features" [N, 1, H, W]; if any has colour, all give [N, 3, H, W].

    Args:
        folder: in which all images are.
        domains: where those of each domain are.
        changes: made to each image before it is compared with the others.
        read: what reads the images, or takes them to be decoded when they are asked for.

    Raises:
        DataError: there are no images, they differ in size, or one of them cannot be read or would
            be left out.
    """
    parts = {
        (domain, split): images
        for domain, splits in domains.items()
        for split, images in splits.images().items()
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
            *(
                f"{domain}: {note}" if domain else note
                for domain, splits in domains.items()
                for note in splits.notes
            ),
            *left_out(folder, images),
        ),
    )


def image_format(
    shown: str, fits: Callable[[Path], bool], domains: FindDomains, *, is_last_resort: bool = False
) -> DataFormat:
    """A format of folders of images.

    Args:
        shown: what messages call it.
        fits: says whether a folder is of it.
        domains: finds the domains of a folder, and their splits.
        is_last_resort: whether it is tried after all others.
    """

    def read(folder: Path, changes: AskedChanges = UNCHANGED) -> Dataset:
        return read_image_sets(folder, domains(folder), changes, read_images)

    def streaming(changes: AskedChanges) -> Streaming:
        return Streaming(
            lambda folder: count_numbers(folder, changes),
            lambda folder: read_image_sets(folder, domains(folder), changes, stream_images),
            streaming,
        )

    return DataFormat(
        shown,
        fits,
        read,
        is_folder=True,
        is_last_resort=is_last_resort,
        read_changed=read,
        streaming=streaming(UNCHANGED),
    )
