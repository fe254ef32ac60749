"""A path → a Dataset: by the form of its name a file finds its reader, by its content a folder."""

import re
from collections.abc import Callable
from pathlib import Path

from schematic.data.data_error import DataError, reading
from schematic.data.dataset import Dataset
from schematic.data.formats.csv_table import read_csv
from schematic.data.formats.idx import IDX, is_idx_folder, read_idx, read_idx_folder
from schematic.data.formats.image_folder import SUFFIXES, read_image_folder
from schematic.data.formats.npz import read_npy, read_npz
from schematic.data.split import hold_out

Reader = Callable[[Path], Dataset]

FORMATS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"\.npz$", re.IGNORECASE), read_npz),
    (re.compile(r"\.npy$", re.IGNORECASE), read_npy),
    (re.compile(r"\.csv$", re.IGNORECASE), read_csv),
    (IDX, read_idx),
)  # how a file's name ends → its reader
FOLDERS: tuple[tuple[Callable[[Path], bool], Reader], ...] = (
    (is_idx_folder, read_idx_folder),
    (lambda folder: True, read_image_folder),
)  # what a folder is → its reader; the first that fits
READABLE = ".npz, .npy, .csv, idx (also .gz), a folder of idx files, a folder of PNG or JPEG images"


def read_path(path: Path, *, held_out: float, seed: int) -> Dataset:
    """Read data from a file or folder, and hold out a part where they bring no test split.

    Args:
        path: an existing file or folder.
        held_out: share of the examples to hold out, in [0, 1).
        seed: picks which.

    Raises:
        DataError: with the place and the cure, for anything that cannot be read or used.
    """
    with reading(path, "data"):
        dataset = (_read_folder if path.is_dir() else _read_file)(path)
    return dataset if dataset.test else hold_out(dataset, held_out, seed)


def _read_folder(folder: Path) -> Dataset:
    return next(read for fits, read in FOLDERS if fits(folder))(folder)


def _read_file(path: Path) -> Dataset:
    if not path.is_file():
        raise DataError(f"{path} is no regular file", f"give one of: {READABLE}")
    if path.suffix.lower() in SUFFIXES:
        raise DataError(f"{path} is a single image", "give the path of a folder of images")
    read = next((read for ending, read in FORMATS if ending.search(path.name)), None)
    if read is None:
        raise DataError(f"{path} is of no known format", f"give one of: {READABLE}")
    if path.stat().st_size == 0:
        raise DataError(f"{path} is empty", "write the file again")
    return read(path)
