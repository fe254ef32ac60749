"""A .npy or .npz file of numpy → a Dataset, not yet split; pickles are never opened."""

import zipfile
from pathlib import Path
from typing import IO

import numpy as np

from schematic.data.columns import FEATURES, shared_bounds, to_table
from schematic.data.data_error import DataError, reading
from schematic.data.dataset import Array, Dataset

OBJECTS = "Object arrays"  # how numpy's message about Python objects begins


def read_npy(path: Path) -> Dataset:
    """One array, as the column "features".

    Raises:
        DataError: for a damaged file, Python objects, or values that cannot be used.
    """
    with reading(path, "a .npy array"), path.open("rb") as stream:
        array = _read_array(stream, str(path))
    table, bounds = to_table({FEATURES: array}, str(path))
    return Dataset(str(path), {"": table}, {}, bounds)


def read_npz(path: Path) -> Dataset:
    """Each array a column; "x.source" is column "x" of the domain "source".

    Raises:
        DataError: for a damaged file, Python objects, or values that cannot be used.
    """
    with reading(path, "an .npz archive"), zipfile.ZipFile(path) as archive:
        arrays = {name: _read_member(archive, name, path) for name in archive.namelist()}
    if not arrays:
        raise DataError(f"{path} holds no arrays", "save at least one: np.savez(path, features=…)")
    domains: dict[str, dict[str, Array]] = {}
    for member, array in arrays.items():
        column, domain = _address(member.removesuffix(".npy"), path)
        domains.setdefault(domain, {})[column] = array
    tables = {domain: to_table(columns, str(path)) for domain, columns in domains.items()}
    bounds = shared_bounds(known for _, known in tables.values())
    return Dataset(str(path), {domain: table for domain, (table, _) in tables.items()}, {}, bounds)


def _read_member(archive: zipfile.ZipFile, name: str, path: Path) -> Array:
    if not name.endswith(".npy"):
        raise DataError(f"{path} holds '{name}', which is no array", "write it with np.savez")
    with archive.open(name) as stream:
        return _read_array(stream, f"{path}: array '{name.removesuffix('.npy')}'")


def _read_array(stream: IO[bytes], where: str) -> Array:
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


def _address(name: str, path: Path) -> tuple[str, str]:
    column, _, domain = name.partition(".")
    if not column or "." in domain or (name != column and not domain):
        raise DataError(
            f"{path}: '{name}' is no name of a column", "write 'column' or 'column.domain'"
        )
    return column, domain
