"""An open stream → the numpy array in it; pickles are never opened."""

import os
from math import prod
from typing import IO

import numpy as np

from schematic.data.bounds import FLOAT, require_room, require_whole
from schematic.data.data_error import DataError
from schematic.data.dataset import Array

HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}  # by version of the format; the third is for tables with names beyond Latin


def read_array(stream: IO[bytes], where: str, size: int | None = None) -> Array:
    """Read an array of any shape and type in numpy's own format.

    Args:
        stream: the content of a .npy file, which can be read twice.
        where: the file, and the array in it, for messages.
        size: of the content, in bytes; where it is not given, the end of the stream tells it.

    Raises:
        DataError: the array holds Python objects, or more than there is or than fits into memory.
        ValueError: the stream is damaged.
    """
    if size is None:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
    version = np.lib.format.read_magic(stream)
    if version not in HEADERS:
        raise DataError(
            f"{where} holds no plain numbers: its format is {version[0]}.{version[1]}",
            "save it as floats or integers",
        )
    shape, _, dtype = HEADERS[version](stream)
    if dtype.hasobject:
        raise DataError(
            f"{where} holds Python objects, which are not read because unpickling runs code",
            "save it as floats or integers: array.astype(float)",
        )
    start = stream.tell()
    require_whole(size, start + prod(shape) * dtype.itemsize, where)
    require_room(prod(shape), dtype.itemsize + FLOAT, where)
    stream.seek(0)
    array: Array = np.lib.format.read_array(stream, allow_pickle=False)
    return array
