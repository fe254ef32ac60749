"""An open stream → the numpy array in it; pickles are never opened."""

from typing import IO

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.dataset import Array

OBJECTS = "Object arrays"  # how numpy's message about Python objects begins


def read_array(stream: IO[bytes], where: str) -> Array:
    """Read an array of any shape and type in numpy's own format.

    Args:
        stream: the content of a .npy file.
        where: the file, and the array in it, for messages.

    Raises:
        DataError: the array holds Python objects.
        ValueError: the stream is damaged.
    """
    try:
        array: Array = np.lib.format.read_array(stream, allow_pickle=False)
    except ValueError as error:
        if not str(error).startswith(OBJECTS):
            raise
        raise DataError(
            f"{where} holds Python objects, which are not read because unpickling runs code",
            "save it as floats or integers: array.astype(float)",
        ) from error
    return array
