"""A folder of idx files, as MNIST comes → a Dataset, split as the names of its files say."""

import re
from pathlib import Path

from schematic.data.data_error import DataError
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Dataset
from schematic.data.formats.idx import idx_notes, read_idx_table

IMAGES = re.compile(r"(?P<part>train|t10k|test)[-_.]images?[-_.].*\d-[a-z]+(\.gz)?$", re.IGNORECASE)
PARTS = {"train": "train", "t10k": "test", "test": "test"}  # what file names call the two splits


def is_idx_folder(folder: Path) -> bool:
    """Return whether a folder holds files named like MNIST's images."""
    return any(IMAGES.search(entry.name) for entry in folder.iterdir())


def read_idx_folder(folder: Path) -> Dataset:
    """Read training and test images with their labels.

    Raises:
        DataError: training images are missing, there are several files of them, or a file cannot
            be read.
    """
    found = {split: _find_images(folder, split) for split in ("train", "test")}
    if found["train"] is None:
        raise DataError(
            f"{folder} holds test images but no training images",
            "add the train-images and train-labels files, or give the path of one file",
        )
    tables = {split: read_idx_table(path) for split, path in found.items() if path}
    test = {"": tables["test"][0]} if "test" in tables else {}
    notes = idx_notes(found["train"], *tables["train"])
    if found["test"]:
        notes = (*notes, f"{found['test'].name} is held out")
    return Dataset(str(folder), {"": tables["train"][0]}, test, tables["train"][1], notes=notes)


def _find_images(folder: Path, split: str) -> Path | None:
    """Return the file of a split's images, the uncompressed one where there are both; or None."""
    found = sorted(
        entry
        for entry in folder.iterdir()
        if (match := IMAGES.search(entry.name)) and PARTS[match["part"].lower()] == split
    )
    if len({entry.name.removesuffix(".gz") for entry in found}) > 1:
        raise DataError(
            f"{folder} holds several files of {split} images: "
            + ", ".join(entry.name for entry in found),
            "give the path of one file",
        )
    return found[0] if found else None


FORMAT = DataFormat("a folder of idx files", is_idx_folder, read_idx_folder, is_folder=True)
