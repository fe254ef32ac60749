"""Bytes as a file of data → the arrays that a model would get, or a `DataError`."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from schematic.data import DataError, Dataset, Port, bind, event_shapes, fingerprint, load
from tests.fuzz.guard import Fault

PORTS = (
    Port("x", "real", None),
    Port("x", "unit", None),
    Port("x", "binary", None),
    Port("y", "cat", (), 3),
)
MEMORY = Path("/dev/shm")
_NUMBERS = re.compile(r"[-+]?[\d.]+(e[-+]?\d+)?")
_QUOTED = re.compile(r"'.*'|\(.*\)|\{.*\}", re.DOTALL)


@cache
def workplace() -> Path:
    """A folder of this process's own, in memory where the system has such a place."""
    place = Path(tempfile.mkdtemp(prefix="fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def use(path: Path) -> str:
    """Read data as a run does, and say what came out.

    Raises:
        Fault: a column is not what the package says that it is.
    """
    try:
        dataset = load(path, held_out=0)
    except DataError as refused:
        return without_details(refused.message)
    _check(dataset)
    fingerprint(dataset)
    taken = [port.kind for port in PORTS if _binds(dataset, port)]
    shape = ", ".join(f"{name} {column.ndim}" for name, column in _columns(dataset))
    return f"{shape} as {', '.join(taken)}"[:200]


def _binds(dataset: Dataset, port: Port) -> bool:
    try:
        event_shapes(dataset, (port,))
        bind(dataset, (port,), split="train")
    except DataError:
        return False
    return True


def _check(dataset: Dataset) -> None:
    for name, column in _columns(dataset):
        if column.dtype == np.float32:
            if np.isinf(column).any():
                raise Fault(f"a value is infinite: in {name}")
        elif column.dtype != np.int64 or column.ndim != 1:
            raise Fault(f"a column of another type: {name} is {column.dtype} {column.shape}")


def _columns(dataset: Dataset) -> list[tuple[str, np.ndarray]]:
    tables = [*dataset.train.values(), *dataset.test.values()]
    return [(name, column) for table in tables for name, column in table.items()]


def without_details(message: str) -> str:
    """A message without the numbers and words of the input, so that one cause is one outcome."""
    text = message.replace(str(workplace()), "")
    return _NUMBERS.sub("0", _QUOTED.sub("…", text))[:120]
