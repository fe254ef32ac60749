"""What a file of data declares → a refusal where it would take more than it may.

Headers are written by whoever wrote the file: two megabytes may say that they hold four gigabytes.
So what is declared is compared with the size of the file and with the memory of the machine before
room is made for it.
"""

from __future__ import annotations

from schematic.data.data_error import DAMAGED, DataError
from schematic.physical_memory import physical_memory

FLOAT = 4
"""Bytes of a number once it is a feature."""
FREELY = 2**30
"""Bytes that a compressed file may always unpack to."""
MOST_DENSE = 200
"""How many times larger than itself a file may become beyond that; zeros become 1,000 times."""


SHARE = 4
"""The part of the memory up to which data are read: converting and splitting them takes copies."""


def is_large(values: int) -> bool:
    """Return whether numbers, as float32, take more of the memory than data should."""
    return values * FLOAT > physical_memory() / SHARE


def require_room(values: int, each: int, where: str) -> None:
    """Refuse data that no memory of this machine holds.

    Args:
        values: how many numbers.
        each: bytes that one of them takes while it is read and converted.
        where: the file, for the message.

    Raises:
        DataError: they take too much.
    """
    needed, there = values * each, physical_memory()
    if needed > there:
        raise DataError(
            f"{where} would take {needed / 1e9:,.1f} GB, and this machine has {there / 1e9:,.1f}",
            "give fewer or smaller examples, or a machine with more memory",
        )


def require_plausible(packed: int, unpacked: int, where: str, cure: str) -> None:
    """Refuse a compressed file that unpacks to very much more than itself.

    Args:
        packed: the size of the file, in bytes.
        unpacked: the size that it declares, in bytes.
        where: the file, for the message.
        cure: how to unpack it first.

    Raises:
        DataError: it may be made to fill the memory.
    """
    if unpacked > max(FREELY, MOST_DENSE * packed):
        raise DataError(
            f"{where} has {packed:,} bytes and unpacks to {unpacked:,}, "
            f"which is over {MOST_DENSE} times as much",
            f"if you trust it, unpack it first: {cure}",
        )


def require_whole(held: int, promised: int, where: str) -> None:
    """Refuse a file that is shorter than its header says.

    Args:
        held: bytes that there are.
        promised: bytes that the header promises.
        where: the file, for the message.

    Raises:
        DataError: it is too short.
    """
    if held < promised:
        raise DataError(f"{where} has {held} bytes where its header promises {promised}", DAMAGED)
