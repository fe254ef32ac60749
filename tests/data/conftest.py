"""Nothing → helpers that write small real files, and one that expects a DataError."""

import gzip
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from schematic.data import DataError
from schematic.data.dataset import Array

Refuse = Callable[..., AbstractContextManager[None]]
WriteIdx = Callable[[Path, Array], Path]
CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


@contextmanager
def _refuses(*parts: str, cure: str | None = None) -> Iterator[None]:
    with pytest.raises(DataError) as caught:
        yield
    for part in parts:
        assert part in caught.value.message
    if cure is not None:
        assert caught.value.cure is not None
        assert cure in caught.value.cure


@pytest.fixture(scope="session")
def refuses() -> Refuse:
    """A context that expects a DataError with these parts in its message, and this in its cure."""
    return _refuses


@pytest.fixture(scope="session")
def write_idx() -> WriteIdx:
    """Writes an array as an idx file, compressed if the name ends in .gz."""

    def write(path: Path, array: Array) -> Path:
        code = CODES[array.dtype.str[1:]]
        head = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
        data = head + array.astype(array.dtype.newbyteorder(">")).tobytes()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path

    return write


@pytest.fixture
def rng() -> np.random.Generator:
    """Randomness that is the same in every run."""
    return np.random.default_rng(7)
