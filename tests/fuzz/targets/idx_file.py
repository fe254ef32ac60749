"""Bytes as MNIST's files: images, and behind `|labels|` the file of labels beside them."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.mutators.bytes_changed import LARGE, ODD, changed_bytes
from tests.fuzz.targets._data_file import use, workplace

BETWEEN = b"|labels|"
TYPES = {0x08: 1, 0x09: 1, 0x0B: 2, 0x0C: 4, 0x0D: 4, 0x0E: 8}


def idx(kind: int, *shape: int, fill: int = 0) -> bytes:
    """An idx file of a type, with the bytes fill, fill + 1, …."""
    length = TYPES[kind]
    for size in shape:
        length *= size
    head = bytes((0, 0, kind, len(shape))) + struct.pack(f">{len(shape)}I", *shape)
    return head + bytes((fill + i) % 256 for i in range(length))


def seeds() -> list[bytes]:
    """Images of every type, plain rows, labels beside, and compressed ones."""
    plain = [idx(kind, 3, 2, 2) for kind in TYPES] + [idx(8, 3, 2), idx(8, 3), idx(8, 2, 3, 4, 4)]
    labelled = [idx(8, 3, 2, 2) + BETWEEN + idx(8, 3), gzip.compress(idx(8, 3, 2, 2))]
    return [*plain, *labelled, gzip.compress(idx(8, 3, 1)) + BETWEEN + gzip.compress(idx(8, 3))]


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """The header, the length, or any bytes; of a compressed file often what is inside."""
    files = data.split(BETWEEN)
    at = dice.randrange(len(files))
    files[at] = _changed(files[at], dice, others)
    if dice.random() < 0.1:
        files.append(idx(8, dice.choice((0, 1, 3, 4))))
    return BETWEEN.join(files[:2])


def _changed(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    if data.startswith(b"\x1f\x8b"):
        try:
            inner = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return changed_bytes(data, dice, others)
        if dice.random() < 0.7:
            return gzip.compress(_changed(inner, dice, others), 1)
        return changed_bytes(data, dice, others)
    match dice.randrange(6):
        case 0:
            return changed_bytes(data, dice, others)
        case 1:
            return gzip.compress(data, 1) * dice.choice((1, 1, 2))
        case 2:
            shape = [dice.choice((0, 1, 2, 3)) for _ in range(dice.choice((0, 1, 2, 3, 4, 5, 33)))]
            return idx(dice.choice(list(TYPES)), *shape, fill=dice.choice((0, 127, 250)))
        case _:
            return _other_header(bytearray(data), dice)


def _other_header(data: bytearray, dice: Random) -> bytes:
    if len(data) > 3 and dice.random() < 0.5:
        data[dice.choice((2, 3))] = dice.choice((0, 1, 2, 3, 4, 8, 9, 11, 12, 13, 14, 64, 65, 255))
    else:
        start = 4 + 4 * dice.randrange(4)
        value = dice.choice((*ODD, *LARGE)) & 0xFFFFFFFF
        data[start : start + 4] = struct.pack(">I", value)
    return bytes(data)


def attempt(data: bytes) -> str:
    """Write the files and load the images."""
    images, _, labels = data.partition(BETWEEN)
    path = workplace() / "train-images-idx3-ubyte"
    beside = Path(str(path).replace("images-idx3", "labels-idx1"))
    path.write_bytes(images)
    if labels:
        beside.write_bytes(labels)
    else:
        beside.unlink(missing_ok=True)
    return use(path)


TARGET = FuzzTarget(
    promise="A file of images, compressed or not, is read as its header says, or refused.",
    seeds=seeds,
    change=change,
    attempt=attempt,
    quick=4_000,
)
