"""A new format of data is one file: here a list of .npy files, which are read one after another."""

from __future__ import annotations

import json

import numpy as np

from tests.extending.workshop import Workshop

PATH = "schematic/data/formats/npy_list.py"
FORMAT = '''
"""A text that names .npy files, one a line → a Dataset of all their examples, not yet split."""

from pathlib import Path

import numpy as np

from schematic.data.columns import FEATURES, to_table
from schematic.data.data_error import DataError, reading
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Dataset
from schematic.data.numpy_arrays import read_array


def read_npy_list(path: Path) -> Dataset:
    """The arrays of all files that are named, joined along the first axis."""
    with reading(path, "a list of .npy files"):
        names = path.read_text(encoding="utf-8").split()
        if not names:
            raise DataError(f"{path} names no file", "write one name of a .npy file a line")
        arrays = []
        for name in names:
            with (path.parent / name).open("rb") as stream:
                arrays.append(read_array(stream, name))
    table, bounds = to_table({FEATURES: np.concatenate(arrays)}, str(path))
    return Dataset(str(path), {"": table}, {}, bounds)


FORMAT = DataFormat(".npylist", lambda path: path.suffix == ".npylist", read_npy_list)
'''
LOAD = """
import json
from schematic.data import DataError, load
data = load("all.npylist", held_out=0)
print(json.dumps(data.train[""]["features"].tolist()))
for name in ("empty.npylist", "notes.txt"):
    try:
        load(name)
    except DataError as error:
        print(str(error).replace(chr(10), " "))
"""


def test_a_data_format_is_one_file(workshop: Workshop) -> None:
    rng = np.random.default_rng(1)
    parts = [rng.random((n, 3), np.float32) for n in (4, 2)]
    for name, values in zip(("a", "b"), parts, strict=True):
        np.save(workshop.folder / f"{name}.npy", values)
    (workshop.folder / "all.npylist").write_text("a.npy\nb.npy\n")
    (workshop.folder / "empty.npylist").write_text("\n")
    (workshop.folder / "notes.txt").write_text("1,2\n")
    workshop.add(PATH, FORMAT)
    features, empty, unknown = workshop.python(LOAD).splitlines()
    np.testing.assert_array_equal(np.float32(json.loads(features)), np.concatenate(parts))
    assert empty.startswith("empty.npylist names no file")
    assert ".npylist" in unknown
    assert workshop.touched() == [PATH]


def test_without_its_file_the_format_is_unknown(workshop: Workshop) -> None:
    (workshop.folder / "all.npylist").write_text("a.npy\n")
    program = "from schematic.data.data_format import readable; print(readable())"
    assert ".npylist" not in workshop.python(program)
    assert workshop.touched() == []
