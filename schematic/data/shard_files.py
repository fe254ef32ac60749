"""A file, or a folder of files of one ending → the files of each split, as their names tell."""

from __future__ import annotations

import re
from pathlib import Path

from schematic.data.data_error import DataError
from schematic.data.image_splits import PARTS, TRAIN

SPLITS = {name: "train" if part == TRAIN else "test" for name, part in PARTS.items()}
"""With what the name of a file or folder begins → the split that it holds."""


def has_shards(folder: Path, suffix: str) -> bool:
    """Return whether files of an ending lie directly in a folder."""
    return any(entry.suffix.lower() == suffix for entry in folder.iterdir())


def by_split(path: Path, suffix: str) -> dict[str, list[Path]]:
    """Return the files of each split, "train" first, in order of their names.

    In a folder, either all names begin with the name of a split, such as `train-00001.tar`, or none
    does, and all files are for training.

    Raises:
        DataError: only some names tell a split, or none of them is for training.
    """
    if path.is_file():
        return {"train": [path]}
    files = sorted(entry for entry in path.iterdir() if entry.suffix.lower() == suffix)
    named = {file: _split(file) for file in files}
    told = {split for split in named.values() if split}
    if not told:
        return {"train": files}
    odd = next((file for file, split in named.items() if split is None), None)
    if odd is not None:
        raise DataError(
            f"{path}: {odd.name} tells no split by its name, and other files do",
            "begin every name with train, or test, or val; or none",
        )
    if "train" not in told:
        raise DataError(
            f"{path} has files for testing, but none for training", "begin their names with train"
        )
    return {
        split: [file for file in files if named[file] == split]
        for split in ("train", "test")
        if split in told
    }


def _split(file: Path) -> str | None:
    word = re.match(r"[A-Za-z]*", file.name)
    return SPLITS.get(word[0].lower()) if word else None
