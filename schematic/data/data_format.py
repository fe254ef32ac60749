"""The formats of data: `FORMATS` holds what can be read, from a file or from a folder.

Each format is a file of `schematic/data/formats/`, which `FORMATS` finds; to add one is to add
its file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schematic.data.dataset import Dataset
from schematic.data.preparation.image_changes import AskedChanges
from schematic.rooms import Rooms


@dataclass(frozen=True)
class Streaming:
    """How data of a format are used without being read as a whole.

    Attributes:
        numbers: how many numbers the examples of a path have, told without reading them; 0 where it
            cannot be told.
        read: makes a Dataset of a path whose large columns are lazy.
        changing: the same for images that are changed one by one when they are decoded; None where
            they come as one array. A format has it if it has `read_changed`.
    """

    numbers: Callable[[Path], int]
    read: Callable[[Path], Dataset]
    changing: Callable[[AskedChanges], "Streaming"] | None = None


@dataclass(frozen=True)
class DataFormat:
    """One format of data.

    Attributes:
        shown: what messages call it: ".npz", "a folder of idx files".
        fits: says whether a path is of this format; it is asked about files, or about folders.
        read: makes a Dataset of a path, not yet split unless the data bring a split.
        is_folder: whether the path is a folder, not a file.
        is_last_resort: whether it is tried after all others, since it fits whatever is left.
        read_changed: makes a Dataset of a path whose images are changed one by one while they are
            read, so that their sizes may differ before; None where they come as one array.
        streaming: how data that are larger than a share of the memory stay where they are; None
            where they have to be read as a whole.
    """

    shown: str
    fits: Callable[[Path], bool]
    read: Callable[[Path], Dataset]
    is_folder: bool = False
    is_last_resort: bool = False
    read_changed: Callable[[Path, AskedChanges], Dataset] | None = None
    streaming: Streaming | None = None


FORMATS = Rooms("schematic.data.formats", "FORMAT", DataFormat)


def find_format(path: Path) -> DataFormat | None:
    """The format of an existing file or folder; None where it is of none."""
    formats = sorted(FORMATS.values(), key=lambda each: each.is_last_resort)
    alike = (each for each in formats if each.is_folder == path.is_dir())
    return next((each for each in alike if each.fits(path)), None)


def readable() -> str:
    """What can be read, for messages: files first, then folders."""
    return ", ".join(each.shown for each in sorted(FORMATS.values(), key=lambda f: f.is_folder))
