"""Bytes as a table of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.parts_changed import changed_parts
from tests.fuzz.targets._data_file import use, workplace

SEEDS = (
    "1,2\n3,4\n5,6\n",
    "a,b,label\n1,2,0\n3,4.5,1\n-1e3,.5,2\n",
    "label\n0\n1\n",
    '\ufeff"a","b"\r\n"1","2"\r\n',
    "1;2\n3;4\n",
    "x,target\n0.5,0.25\n1,1\n",
)
CELLS = (
    *("", "0", "1", "-0", "1e39", "1e400", "-1e400", "nan", "inf", "1_0", "٣", "0x1", " 1 ", "1.5"),
    *("label", "labels", "class", "target", "Label", "a", '"', '""', '"1', "1\n2", "\0", "\r", ";"),
    *("9" * 30, "9007199254740993", "1,2", "é", "\ud800", "x" * 200, "1e-400", "True", "½"),
)


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Other cells, other rows, or other bytes."""
    if dice.random() < 0.2:
        return changed_bytes(data, dice, others)
    rows = [row.split(",") for row in data.decode("utf-8", "surrogateescape").split("\n")]
    at = dice.randrange(len(rows))
    if dice.random() < 0.6:
        rows[at] = changed_parts(rows[at], dice, CELLS)
    else:
        text = changed_parts(
            [",".join(row) for row in rows], dice, ("", "1,2", "a,b", "0", ",", "#")
        )
        rows = [row.split(",") for row in text]
    text = dice.choice(("\n", "\n", "\n", "\r\n", "\r")).join(",".join(row) for row in rows)
    return text.encode("utf-8", "surrogatepass" if "\ud800" in text else "surrogateescape")


def attempt(data: bytes) -> str:
    """Write the table and load it."""
    path = workplace() / "table.csv"
    path.write_bytes(data)
    return use(path)


TARGET = FuzzTarget(
    promise="A table is read whole, or refused with the line and the column.",
    seeds=lambda: [text.encode() for text in SEEDS],
    change=change,
    attempt=attempt,
    quick=3_000,
)
