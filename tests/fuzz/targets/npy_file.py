"""Bytes as a .npy file."""

from __future__ import annotations

from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.mutators.npy_changed import arrays, changed_npy, npy
from tests.fuzz.targets._data_file import use, workplace


def attempt(data: bytes) -> str:
    """Write the file and load it."""
    path = workplace() / "array.npy"
    path.write_bytes(data)
    return use(path)


TARGET = FuzzTarget(
    promise="An array is read as its header says, or refused; nothing in it is ever run.",
    seeds=lambda: [npy(array) for array in arrays()],
    change=changed_npy,
    attempt=attempt,
    quick=3_000,
)
