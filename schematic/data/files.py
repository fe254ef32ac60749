"""A path → a Dataset, read by the first format that fits, with examples held out for testing."""

from collections.abc import Sequence
from pathlib import Path

from schematic.data.arranging import arrange
from schematic.data.bounds import is_large
from schematic.data.data_error import DataError, reading
from schematic.data.data_format import find_format, readable
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array, Dataset
from schematic.data.foreign_files import refuse_foreign
from schematic.data.held_out_rows import hold_out_known
from schematic.data.image_files import SUFFIXES
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import prepare_images
from schematic.data.split import split_if_whole

NOTHING = AskedChanges()


def read_path(
    path: Path,
    *,
    held_out: float,
    seed: int,
    known: Array | None = None,
    stream: bool | None = None,
    ports: Sequence[Port] = (),
    changes: AskedChanges = NOTHING,
) -> Dataset:
    """Read data from a file or folder, and hold out a part where they bring no test split.

    Data stay where they are, and are read while they are used, if as float32 they would take more
    than a quarter of the memory and their format allows it.

    Args:
        path: an existing file or folder.
        held_out: share of the examples to hold out, in [0, 1).
        seed: picks which.
        known: digests of those that were held out before, which are held out again.
        ports: the data nodes of a model; columns that they name are taken out of tables.
        stream: whether data stay where they are, however large they are; None leaves it to their
            size.
        changes: of images, made while they are read or else after that.

    Raises:
        DataError: the data cannot be read or used.
    """
    with reading(path, "data"):
        dataset = arrange(_read(path, stream, changes), ports)
    again = None
    if known is not None and not dataset.test:
        again = hold_out_known(dataset, known)
    return again or split_if_whole(dataset, held_out, seed)


def _read(path: Path, stream: bool | None, changes: AskedChanges) -> Dataset:
    if not (path.is_file() or path.is_dir()):
        raise DataError(f"{path} is no regular file", f"give one of: {readable()}")
    found = find_format(path)
    if found is None:
        raise _unknown(path)
    if path.is_file() and path.stat().st_size == 0:
        raise DataError(f"{path} is empty", "write the file again")
    if stream and found.streaming is None:
        raise DataError(
            f"{path} cannot stay on the disk while it is used: {found.shown} is read as a whole",
            "save it as .npy; or leave --stream out",
        )
    is_changed = bool(changes) and found.read_changed is not None
    streaming = found.streaming
    if is_changed and streaming is not None and streaming.changing is not None:
        streaming = streaming.changing(changes)
    if streaming is not None and (is_large(streaming.numbers(path)) if stream is None else stream):
        dataset = streaming.read(path)
    elif found.read_changed is not None and is_changed:
        dataset = found.read_changed(path, changes)
    else:
        dataset = found.read(path)
    return dataset if is_changed else prepare_images(dataset, changes)


def _unknown(path: Path) -> DataError:
    if path.suffix.lower() in SUFFIXES:
        return DataError(f"{path} is a single image", "give the path of a folder of images")
    refuse_foreign(path)
    return DataError(f"{path} is of no known format", f"give one of: {readable()}")
