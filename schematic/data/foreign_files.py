"""The ending of a file that is not read → what it is, and what to do with it."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from schematic.data.data_error import DataError

PICKLES = (
    "is a pickle, which is not read because opening one runs code",
    "if you trust it, open it in Python and save its arrays: np.savez('data.npz', x=x, labels=y)",
)
PACKED = ("is an archive", "unpack it, and give the path of the folder")
TABLE = ("is a table of a program", "save it as .csv")
MATLAB = (
    "is a file of MATLAB or HDF5",
    "save its arrays as .npz: np.savez('data.npz', x=x, labels=y)",
)
FOREIGN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".pt": PICKLES,
        ".pth": PICKLES,
        ".pkl": PICKLES,
        ".pickle": PICKLES,
        ".joblib": PICKLES,
        ".zip": PACKED,
        ".tar": PACKED,
        ".tgz": PACKED,
        ".7z": PACKED,
        ".rar": PACKED,
        ".gz": ("is compressed", "unpack it: gunzip"),
        ".xls": TABLE,
        ".xlsx": TABLE,
        ".ods": TABLE,
        ".mat": MATLAB,
        ".h5": MATLAB,
        ".hdf5": MATLAB,
        ".json": ("is JSON, which may hold anything", "save its numbers as .csv or .npz"),
        ".safetensors": (
            "holds tensors of a model",
            "if they are data, save them as .npz: np.savez('data.npz', x=x)",
        ),
    }
)  # ending → what such a file is, and the cure


def refuse_foreign(path: Path) -> None:
    """Refuse a file of a format that is known, and not read.

    Raises:
        DataError: its ending is one of those.
    """
    names = [path.suffix.lower()] if path.suffix else []
    if "".join(path.suffixes[-2:]).lower() == ".tar.gz":
        names = [".tgz"]
    for name in names:
        if name in FOREIGN:
            what, cure = FOREIGN[name]
            raise DataError(f"{path} {what}", cure)
