"""Bytes → other bytes, whatever they mean: flipped, dropped, doubled, overwritten."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from random import Random

ODD = (0, 1, 2, 127, 128, 255, 256, 2**15, 2**16 - 1, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
LARGE = (2**32, 2**53, 2**62, 2**63 - 1, 2**63, 2**64 - 1)
HOW_OFTEN = (1, 1, 1, 2, 4, 8)

Change = Callable[[bytearray, Random, Sequence[bytes]], None]


def changed_bytes(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Some changes of bytes.

    Args:
        data: what is changed.
        dice: choose the changes.
        others: inputs of which parts may be taken.
    """
    found = bytearray(data)
    for _ in range(dice.choice(HOW_OFTEN)):
        dice.choice(CHANGES)(found, dice, others)
    return bytes(found)


def _range(data: bytearray, dice: Random) -> tuple[int, int]:
    """A range of the data; most are short."""
    start = dice.randint(0, len(data))
    return start, min(len(data), start + dice.choice((1, 1, 2, 4, 8, 32, 256)))


def _flip(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    if data:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _replace(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    if data:
        data[dice.randrange(len(data))] = dice.randrange(256)


def _number(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    """A number of 1, 2, 4 or 8 bytes that is at some edge, in either order of bytes."""
    width = dice.choice("BHIQ")
    most = 2 ** (8 * struct.calcsize(width)) - 1
    value = dice.choice((*ODD, *LARGE)) & most
    written = struct.pack(dice.choice("<>") + width, value)
    start = dice.randint(0, max(0, len(data) - len(written)))
    data[start : start + len(written)] = written


def _drop(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    start, end = _range(data, dice)
    del data[start:end]


def _double(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    start, end = _range(data, dice)
    data[start:start] = data[start:end] * dice.choice((1, 1, 2, 16))


def _insert(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    start, _ = _range(data, dice)
    data[start:start] = dice.randbytes(dice.choice((1, 2, 4, 16)))


def _cut(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    """The file ends here, as when a disk was full."""
    del data[dice.randint(0, len(data)) :]


def _splice(data: bytearray, dice: Random, others: Sequence[bytes]) -> None:
    """A part of another input in place of one of this."""
    other = bytearray(dice.choice(others)) if others else bytearray()
    start, end = _range(data, dice)
    first, last = _range(other, dice)
    data[start:end] = other[first:last]


CHANGES: tuple[Change, ...] = (_flip, _replace, _number, _drop, _double, _insert, _cut, _splice)
