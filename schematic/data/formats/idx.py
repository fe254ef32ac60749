"""An idx file, as MNIST comes → a Dataset, not yet split.

An idx file begins with two zero bytes, a byte for the type and a byte for the number of axes. The
length of each axis follows in 32 bits, big-endian, then the elements. It may be compressed by gzip.
"""

import gzip
import math
import re
import struct
from pathlib import Path
from typing import IO

import numpy as np

from schematic.data.bounds import FLOAT, require_plausible, require_room, require_whole
from schematic.data.columns import FEATURES, LABELS, UNIT, Bounds, to_pixels, to_table
from schematic.data.data_error import DAMAGED, DataError, reading
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Array, Columns, Dataset

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
GZIP = b"\x1f\x8b"
IDX = re.compile(r"(idx\d-[a-z]+|\.idx\d?)(\.gz)?$", re.IGNORECASE)


def read_idx(path: Path) -> Dataset:
    """Read one file of images or numbers, and the file of labels beside it, if there is one.

    Raises:
        DataError: the file is damaged, cut short, or holds labels alone.
    """
    table, bounds = read_idx_table(path)
    return Dataset(str(path), {"": table}, {}, bounds, notes=idx_notes(path, table, bounds))


def idx_notes(path: Path, table: Columns, bounds: Bounds) -> tuple[str, ...]:
    """Return what was done to a table that was read: its scale, and where its labels are from."""
    scaled = ("pixels of 8 bits, divided by 255",) if bounds == UNIT else ()
    beside = _labels_beside(path) if LABELS in table else None
    return (*scaled, f"labels are from {beside.name}") if beside else scaled


def read_idx_array(path: Path) -> Array:
    """Return the array in an idx file, compressed or not, in the shape of its header.

    Raises:
        DataError: the file is not an idx file, or not as long as its header promises, or unpacks to
            more than it may.
    """
    with reading(path, "an idx file"), path.open("rb") as file:
        packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        if not packed:
            return _parse(file, path, packed=False)
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _parse(unpacked, path, packed=True)


def _parse(stream: IO[bytes] | gzip.GzipFile, path: Path, *, packed: bool) -> Array:
    """Read the array in a stream, after its header is compared with the size of the file."""
    head = stream.read(4)
    if len(head) < 4 or head[:2] != b"\0\0" or head[2] not in TYPES:
        raise DataError(f"{path} is no idx file: it begins with bytes '{head.hex(' ')}'", DAMAGED)
    shape = struct.unpack(f">{head[3]}I", stream.read(4 * head[3]))
    dtype = np.dtype(TYPES[head[2]])
    start, size = 4 + 4 * head[3], path.stat().st_size
    content = math.prod(shape) * dtype.itemsize
    if packed:
        require_plausible(size, start + content, str(path), f"gunzip {path.name}")
    else:
        require_whole(size, start + content, str(path))
    require_room(math.prod(shape), dtype.itemsize + FLOAT, str(path))
    data = stream.read(content)
    require_whole(start + len(data), start + content, str(path))
    if stream.read(1):
        raise DataError(
            f"{path} has more bytes where its header promises {start + content}", DAMAGED
        )
    return np.frombuffer(data, dtype).reshape(shape)


def read_idx_table(path: Path) -> tuple[Columns, Bounds]:
    """Return the table of a file, with the labels beside it, and the range of its features.

    Raises:
        DataError: as `read_idx`.
    """
    array = read_idx_array(path)
    if array.ndim < 2 and "labels" in path.name:
        raise DataError(f"{path} holds labels alone", "give the path of the images file")
    pixels = array.ndim > 2 and array.dtype == np.uint8 and array.size > 0
    arrays = {FEATURES: to_pixels(array) if pixels else array}
    labels = _labels_beside(path)
    if labels is not None:
        arrays[LABELS] = read_idx_array(labels)
    table, bounds = to_table(arrays, str(path))
    return table, UNIT if pixels else bounds


def _labels_beside(path: Path) -> Path | None:
    plain = path.name.replace("images", "labels").replace("idx3", "idx1").removesuffix(".gz")
    beside = [path.with_name(name) for name in (plain, f"{plain}.gz")]
    return next((file for file in beside if "images" in path.name and file.is_file()), None)


FORMAT = DataFormat("idx (also .gz)", lambda path: IDX.search(path.name) is not None, read_idx)
