"""A .npz file of numpy → a Dataset; its arrays are columns, perhaps of domains or of splits."""

import struct
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from schematic.data.bounds import require_plausible
from schematic.data.columns import shared_bounds, to_table
from schematic.data.conversions import conversions
from schematic.data.data_error import DataError, quote, reading
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Columns, Dataset
from schematic.data.lazy_column import AnyColumn
from schematic.data.npz_words import take_words
from schematic.data.numpy_arrays import count_values, read_array, stream_array

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_ARRAYS = 10_000
LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # before each member; at its end, two lengths of names

Tables = dict[str, dict[str, AnyColumn]]  # domain → column → array


def read_npz(path: Path) -> Dataset:
    """Read each array [N, *event] as a column; "x.source" is column "x" of the domain "source".

    Where all names end in "_train" or "_test", as in Keras's files, they are the two splits of the
    columns called without that.

    Raises:
        DataError: the file is damaged, or holds Python objects, values that cannot be used, or
            more than it may.
    """
    return _read(path, _read_member)


def stream_npz(path: Path) -> Dataset:
    """Take arrays as `read_npz`, and leave the rows of those that are not compressed in the file.

    Raises:
        DataError: as `read_npz`, but for the size of what is not compressed.
    """
    return _read(path, _stream_member)


def _read(
    path: Path, read: Callable[[zipfile.ZipFile, zipfile.ZipInfo, Path], AnyColumn]
) -> Dataset:
    with reading(path, "an .npz archive"), zipfile.ZipFile(path) as archive:
        _check(archive, path)
        members = {member.filename: read(archive, member, path) for member in archive.filelist}
    if not members:
        raise DataError(f"{path} holds no arrays", "save at least one: np.savez(path, features=…)")
    arrays = {_address(name.removesuffix(".npy"), path): each for name, each in members.items()}
    arrays, words = take_words(arrays)
    if not arrays:
        raise DataError(f"{path} holds no arrays of numbers", "save at least one")
    found = [
        {domain: to_table(columns, str(path)) for domain, columns in tables.items()}
        for tables in _split(arrays)
    ]
    bounds = shared_bounds(known for tables in found for _, known in tables.values())
    train, test = ({domain: table for domain, (table, _) in tables.items()} for tables in found)
    notes = [
        note
        for tables, raw in zip((train, test), _split(arrays), strict=True)
        for domain, table in tables.items()
        for note in conversions(raw[domain], table)
    ]
    if test:
        notes.append("arrays called …_test are held out")
    return Dataset(
        str(path),
        train,
        test,
        bounds,
        classes=words.classes,
        headers=_headers(train, words.headers),
        notes=(*dict.fromkeys(notes), *words.notes),
    )


def _headers(tables: Mapping[str, Columns], names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The names of the numbers of an example, for the columns that have as many."""
    return {
        name: names
        for table in tables.values()
        for name, array in table.items()
        if names and array.shape[1:] == (len(names),)
    }


def _split(arrays: Mapping[tuple[str, str], AnyColumn]) -> tuple[Tables, Tables]:
    """Sort arrays by (column, domain) into the tables of training and of held-out examples."""
    endings = {column.rpartition("_")[2] for column, _ in arrays}
    is_split = endings == {"train", "test"} and all("_" in column[1:] for column, _ in arrays)
    train: Tables = {}
    test: Tables = {}
    for (column, domain), array in arrays.items():
        name, _, ending = column.rpartition("_") if is_split else (column, "", "")
        tables = test if ending == "test" else train
        tables.setdefault(domain, {})[name] = array
    return train, test


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse an archive that would unpack to too much, before anything of it is read.

    One that holds two arrays of one name is refused too, since one of them would be left out.
    """
    members = archive.filelist
    if len(members) > MOST_ARRAYS:
        raise DataError(f"{path} holds {len(members):,} arrays", f"save at most {MOST_ARRAYS:,}")
    often = Counter(each.filename for each in members).most_common(1)
    if often and often[0][1] > 1:
        raise DataError(
            f"{path} holds {quote(often[0][0])} twice", "save each array under its own name"
        )
    odd = next((each.filename for each in members if each.compress_type not in METHODS), None)
    if odd is not None:
        raise DataError(
            f"{path}: array {quote(odd)} is compressed in a way that numpy does not write",
            "write it with np.savez_compressed",
        )
    unpacked = sum(each.file_size for each in members)
    cure = "np.savez(path, **np.load(path))"
    require_plausible(path.stat().st_size, unpacked, str(path), cure)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> AnyColumn:
    where = _place(member, path)
    with archive.open(member) as stream:
        return read_array(stream, where, member.file_size)


def _stream_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> AnyColumn:
    """As `_read_member`, with the rows left in the archive where they are as they are."""
    if member.compress_type != zipfile.ZIP_STORED:
        return _read_member(archive, member, path)
    with path.open("rb") as file:
        file.seek(member.header_offset)
        *_, name, extra = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    start = member.header_offset + LOCAL_HEADER.size + name + extra
    return stream_array(path, start, member.file_size, _place(member, path))


def _place(member: zipfile.ZipInfo, path: Path) -> str:
    name = member.filename
    if not name.endswith(".npy"):
        raise DataError(f"{path} holds '{name}', which is no array", "write it with np.savez")
    return f"{path}: array '{name.removesuffix('.npy')}'"


def _numbers(path: Path) -> int:
    """How many numbers the arrays have that need not be unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            stored = [m for m in archive.filelist if m.compress_type == zipfile.ZIP_STORED]
            return sum(_values(archive, member) for member in stored)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return 0


def _values(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    with archive.open(member) as stream:
        return count_values(stream)


def _address(name: str, path: Path) -> tuple[str, str]:
    column, _, domain = name.partition(".")
    if not column or "." in domain or (name != column and not domain):
        raise DataError(
            f"{path}: '{name}' is no name of a column", "write 'column' or 'column.domain'"
        )
    return column, domain


FORMAT = DataFormat(
    ".npz",
    lambda path: path.suffix.lower() == ".npz",
    read_npz,
    streaming=Streaming(_numbers, stream_npz),
)
