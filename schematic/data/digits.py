"""Nothing → scikit-learn's 1,797 handwritten digits of 8×8 pixels, split once and for all."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from schematic.data.columns import FEATURES, LABELS, UNIT
from schematic.data.data_error import require
from schematic.data.dataset import Array, Dataset, Table
from schematic.data.lazy_column import in_memory
from schematic.data.split import take

TRAIN_SIZE = 1_500  # which leaves 297 for the test
SPLIT_SEED = 0  # fixed, so that results of all runs are on the same test set
BRIGHTEST = 16
SIDE = 8  # pixels
FILE = Path("datasets", "data", "digits.csv.gz")
"""Where scikit-learn keeps them: the pixels of an image a row, and its label at the end."""


def digits() -> Dataset:
    """Load grey digits: "features" float32 [N, 1, 8, 8] in [0, 1], "labels" int64 [N].

    Raises:
        DataError: scikit-learn is not installed.
    """
    pixels, labels = _read()
    images = pixels.reshape(-1, 1, SIDE, SIDE)
    table: Table = {
        FEATURES: (images / BRIGHTEST).astype(np.float32),
        LABELS: labels.astype(np.int64),
    }
    order = np.random.default_rng(SPLIT_SEED).permutation(len(labels))
    train, test = (take(table, rows) for rows in np.split(order, [TRAIN_SIZE]))
    return Dataset("digits", {"": train}, {"": test}, UNIT)


def _read() -> tuple[Array, Array]:
    """The pixels [N, 64] from 0 to 16 and the labels [N].

    The file is read as scikit-learn reads it; importing scikit-learn for that takes longer than all
    the rest. Where the file lies elsewhere, scikit-learn is asked.
    """
    spec = find_spec("sklearn")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        if (path := Path(folder, FILE)).is_file():
            rows = np.loadtxt(path, delimiter=",")
            return rows[:, :-1], rows[:, -1]
    raw = require("sklearn.datasets", "scikit-learn").load_digits()
    return raw.data, raw.target


def digits_binary() -> Dataset:
    """Load the same digits in black and white: a pixel is 1 where it is above one half.

    Raises:
        DataError: scikit-learn is not installed.
    """
    return _changed("digits-binary", _binarise)


def digits_halves() -> Dataset:
    """Load the same digits in two: "upper" and "lower" float32 [N, 1, 4, 8], a pair an example.

    Raises:
        DataError: scikit-learn is not installed.
    """
    return _changed("digits-halves", _halve)


def digits_twice() -> Dataset:
    """Load the same digits as "features" and as "r": what a reconstruction is compared with.

    Raises:
        DataError: scikit-learn is not installed.
    """
    return _changed("digits-twice", lambda table: {**table, "r": table[FEATURES]})


def _changed(name: str, change: Callable[[Table], Table]) -> Dataset:
    """The digits under another name, with both tables changed."""
    grey = digits()
    tables = [
        {name: in_memory(column) for name, column in each[""].items()}
        for each in (grey.train, grey.test)
    ]
    train, test = ({"": change(table)} for table in tables)
    return replace(grey, name=name, train=train, test=test)


def _halve(table: Table) -> Table:
    upper, lower = np.split(table[FEATURES], 2, axis=2)
    return {"upper": upper, "lower": lower, LABELS: table[LABELS]}


def _binarise(table: Table) -> Table:
    return {**table, FEATURES: (table[FEATURES] > 0.5).astype(np.float32)}
