"""A .npy file of numpy → a Dataset, not yet split."""

from pathlib import Path

from schematic.data.columns import FEATURES, to_table
from schematic.data.conversions import conversions
from schematic.data.data_error import reading
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Dataset
from schematic.data.numpy_arrays import count_values, read_array, stream_array


def read_npy(path: Path) -> Dataset:
    """Read one array [N, *event] as the column "features".

    Raises:
        DataError: the file is damaged, or holds Python objects, values that cannot be used, or
            more than fits into memory.
    """
    with reading(path, "a .npy array"), path.open("rb") as stream:
        array = read_array(stream, str(path))
    table, bounds = to_table({FEATURES: array}, str(path))
    notes = conversions({FEATURES: array}, table)
    return Dataset(str(path), {"": table}, {}, bounds, notes=notes)


def stream_npy(path: Path) -> Dataset:
    """Take one array [N, *event] as the column "features", and leave its rows in the file.

    Raises:
        DataError: as `read_npy`, but for its size.
    """
    with reading(path, "a .npy array"):
        array = stream_array(path, 0, path.stat().st_size, str(path))
    table, bounds = to_table({FEATURES: array}, str(path))
    return Dataset(str(path), {"": table}, {}, bounds)


def _numbers(path: Path) -> int:
    with path.open("rb") as stream:
        return count_values(stream)


FORMAT = DataFormat(
    ".npy",
    lambda path: path.suffix.lower() == ".npy",
    read_npy,
    streaming=Streaming(_numbers, stream_npy),
)
