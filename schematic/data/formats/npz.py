"""A .npz file of numpy → a Dataset, not yet split; its arrays are columns, perhaps of domains."""

import zipfile
from pathlib import Path

from schematic.data.columns import shared_bounds, to_table
from schematic.data.data_error import DataError, reading
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Array, Dataset
from schematic.data.numpy_arrays import read_array


def read_npz(path: Path) -> Dataset:
    """Read each array [N, *event] as a column; "x.source" is column "x" of the domain "source".

    Raises:
        DataError: the file is damaged, or holds Python objects or values that cannot be used.
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
        return read_array(stream, f"{path}: array '{name.removesuffix('.npy')}'")


def _address(name: str, path: Path) -> tuple[str, str]:
    column, _, domain = name.partition(".")
    if not column or "." in domain or (name != column and not domain):
        raise DataError(
            f"{path}: '{name}' is no name of a column", "write 'column' or 'column.domain'"
        )
    return column, domain


FORMAT = DataFormat(".npz", lambda path: path.suffix.lower() == ".npz", read_npz)
