"""A .npy file → another one: its header says something else, or its numbers are others."""

from __future__ import annotations

import ast
import io
import struct
from collections.abc import Sequence
from random import Random

import numpy as np

from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.parts_changed import changed_text
from tests.fuzz.mutators.value_changed import changed_value

MAGIC = b"\x93NUMPY"
TYPES = (
    *("<f4", "<f8", "<f2", "|u1", "|i1", "<i8", ">i4", "<u8", "|b1", "<f16", "<c8", "<U3", "|S4"),
    *("|O", "<M8[s]", "<m8[D]", "|V3", "<i3", "<f4,<i2", "<f4" * 50, "2f4", "(2,)f4", "", "zzz"),
)
SHAPES = (
    *((), (0,), (3,), (3, 2), (3, 2, 2), (3, 2, 2, 3), (3, 0), (0, 3), (-1,), (1,) * 33, (1,) * 65),
    *((2**31,), (2**62, 4), (2**63,), (10**30,), (2**32, 2**32), (0, 2**63), (True,), (1.0,)),
)
PIECES = (
    "{",
    "}",
    "'descr'",
    "'shape'",
    "'fortran_order'",
    "True",
    ",",
    ":",
    "(",
    ")",
    "1",
    "-",
    "\\",
)


def npy(array: np.ndarray) -> bytes:
    """The file of an array."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array)
    return stream.getvalue()


def arrays() -> list[np.ndarray]:
    """Arrays of many types and shapes."""
    kinds = ("f4", "f8", "f2", "u1", "i8", ">i4", "u8", "?", "c8", "U2", "S2", "M8[s]")
    rows = [np.arange(6).reshape(3, 2).astype(kind) for kind in kinds if kind != "M8[s]"]
    shapes = [np.zeros(shape, "u1") for shape in ((3,), (3, 2, 2), (2, 3, 4, 4), (3, 0), ())]
    odd = [np.array([1.5, np.nan]), np.array([[np.inf]]), np.array([2**63], "u8"), np.arange(3) / 2]
    return [*rows, *shapes, *odd, np.asfortranarray(np.arange(6.0).reshape(3, 2))]


def changed_npy(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """A change of the header, of its text, of the numbers, or of any bytes."""
    parts = _parts(data)
    if parts is None or dice.random() < 0.15:
        return changed_bytes(data, dice, others)
    version, header, body = parts
    match dice.randrange(4):
        case 0:
            return _joined(version, changed_text(header, dice, PIECES), body)
        case 1:
            return _joined(version, header, changed_bytes(body, dice, others))
        case 2:
            return _joined(dice.choice((0, 1, 2, 3, 4, 255)), header, body)
        case _:
            return _joined(version, _other_header(header, dice), body)


def _other_header(header: str, dice: Random) -> str:
    try:
        says = ast.literal_eval(header.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        says = None
    if not isinstance(says, dict):
        says = {"descr": "<f4", "fortran_order": False, "shape": (3, 2)}
    match dice.randrange(4):
        case 0:
            says = {**says, "descr": dice.choice(TYPES)}
        case 1:
            says = {**says, "shape": dice.choice(SHAPES)}
        case 2:
            says = {**says, "fortran_order": not says.get("fortran_order")}
        case _:
            says = changed_value(says, dice)
    return repr(says)


def _parts(data: bytes) -> tuple[int, str, bytes] | None:
    """The version, the header and the numbers of a file; None where it has none."""
    if not data.startswith(MAGIC) or len(data) < 12:
        return None
    wide = data[6] > 1
    (length,) = struct.unpack("<I" if wide else "<H", data[8:12] if wide else data[8:10])
    start = 12 if wide else 10
    if length > len(data):
        return None
    return data[6], data[start : start + length].decode("latin1"), data[start + length :]


def _joined(version: int, header: str, body: bytes) -> bytes:
    text = header.encode("utf-8", "replace")
    length = struct.pack("<I", len(text)) if version > 1 else struct.pack("<H", len(text) & 0xFFFF)
    return MAGIC + bytes((version, 0)) + length + text + body
