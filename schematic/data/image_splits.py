"""A folder whose sub-folders are called train and test → which of them holds which examples."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schematic.data.data_error import DataError
from schematic.data.image_files import ImageFile, find_images, folders_in, has_images

TRAIN, VALIDATION, TEST = "train", "validation", "test"
PARTS = {
    "train": TRAIN,
    "training": TRAIN,
    "val": VALIDATION,
    "valid": VALIDATION,
    "validation": VALIDATION,
    "dev": VALIDATION,
    "test": TEST,
    "testing": TEST,
}  # names of folders, in small letters → what they are for


@dataclass(frozen=True)
class Splits:
    """Where the examples of each split lie.

    Attributes:
        folders: "train", and perhaps "test" → the folder.
        notes: which folder became which, where they say so.
    """

    folders: dict[str, Path]
    notes: tuple[str, ...] = ()

    def images(self) -> dict[str, list[ImageFile]]:
        """Return the images of each split.

        Raises:
            DataError: a split holds none, or one would be left out.
        """
        return {split: find_images(folder) for split, folder in self.folders.items()}


def find_splits(folder: Path) -> Splits:
    """Return the splits of a folder: the folder itself is for training unless it is split.

    Where there are both, what is called test is held out, and what is called val is left out.

    Raises:
        DataError: a split has several folders or none of training; or other folders with images lie
            beside those that are called train and test.
    """
    if not is_split(folder):
        _check_beside(folder)
        return Splits({"train": folder})
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for inner in folders_in(folder):
        if (part := PARTS.get(inner.name.lower())) is not None:
            found[part].append(inner)
    for alike in found.values():
        if len(alike) > 1:
            raise DataError(
                f"{folder} has two folders of one split: {alike[0].name} and {alike[1].name}",
                "keep one for training and one for testing, and move the others away",
            )
    if TRAIN not in found:
        there = " and ".join(alike[0].name for alike in found.values())
        raise DataError(
            f"{folder} has a folder {there}, but none of training images",
            "call it train, or give the path of one folder",
        )
    held_out = found[TEST] or found[VALIDATION]
    train = found[TRAIN][0]
    if not held_out:
        return Splits({"train": train}, (f"folder {train.name} is for training",))
    notes = [f"folder {train.name} is for training, {held_out[0].name} is held out"]
    if found[TEST] and found[VALIDATION]:
        notes.append(f"left out: folder {found[VALIDATION][0].name}")
    return Splits({"train": train, "test": held_out[0]}, tuple(notes))


def is_split(folder: Path) -> bool:
    """Return whether the sub-folders with images are splits, as their names tell."""
    holding = [inner.name.lower() for inner in _holding(folder)]
    named = {inner.name.lower() for inner in folders_in(folder)} & PARTS.keys()
    return bool(named) and not has_images(folder) and PARTS.keys() >= set(holding)


def training_classes(images: Iterable[ImageFile], classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return a note of the classes that no example for training has; () if there is none."""
    there = {image.label for image in images}
    lacking = [name for name in classes if name not in there]
    return (f"no example for training: {', '.join(lacking)}",) if lacking else ()


def _holding(folder: Path) -> list[Path]:
    """Return the sub-folders that hold images, or whose sub-folders do."""
    return [
        inner
        for inner in folders_in(folder)
        if has_images(inner) or any(map(has_images, folders_in(inner)))
    ]


def _check_beside(folder: Path) -> None:
    """Refuse folders that hold images beside two that are called as splits are."""
    holding = _holding(folder)
    named = [inner.name for inner in holding if inner.name.lower() in PARTS]
    others = [inner.name for inner in holding if inner.name.lower() not in PARTS]
    if len({PARTS[name.lower()] for name in named}) > 1 and others:
        raise DataError(
            f"{folder}: {' and '.join(named)} are called as splits are, but {others[0]} holds "
            "images, too",
            f"move {others[0]} away; or, if all of them are classes, rename {named[0]}",
        )
