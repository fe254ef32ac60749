"""Bytes as an .npz archive: its members, their names, and how they are packed."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from random import Random

import numpy as np

from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.npy_changed import arrays, changed_npy, npy
from tests.fuzz.targets._data_file import use, workplace

NAMES = (
    *(
        "features",
        "labels",
        "x",
        "x.source",
        "x.target",
        ".source",
        "x.",
        "x.a.b",
        "x_train",
        "x_test",
    ),
    *(
        "labels_train",
        "labels_test",
        "_train",
        "",
        "/",
        "../up",
        "a/b",
        "é",
        "x\\y",
        "0",
        "y" * 300,
    ),
)
Members = list[tuple[str, bytes]]


def packed(members: Members, how: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of members, some perhaps of one name."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", how) as archive:
        warnings.simplefilter("ignore")  # about names that are there twice
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = how
            archive.writestr(info, content)
    return stream.getvalue()


def seeds() -> list[bytes]:
    """Columns, domains, splits."""
    x, y = np.arange(6.0).reshape(3, 2), np.array([0, 1, 2])
    tables = (
        {"features": x},
        {"features": x, "labels": y},
        {"x.source": x, "x.target": x[:2], "y.source": y},
        {"x_train": x, "x_test": x[:1], "labels_train": y, "labels_test": y[:1]},
    )
    members = [[(f"{name}.npy", npy(array)) for name, array in t.items()] for t in tables]
    return [
        packed(each, how) for each in members for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    ]


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Other members, or other bytes of the archive."""
    members = _members(data) if dice.random() < 0.7 else None
    if not members:
        return changed_bytes(data, dice, others)
    at = dice.randrange(len(members))
    name, content = members[at]
    match dice.randrange(6):
        case 0:
            members[at] = (
                f"{dice.choice(NAMES)}{dice.choice(('.npy', '.npy', '', '.txt'))}",
                content,
            )
        case 1:
            members.append(
                (dice.choice((name, f"{dice.choice(NAMES)}.npy")), npy(dice.choice(arrays())))
            )
        case 2:
            del members[at]
        case _:
            members[at] = name, changed_npy(content, dice, [inner for _, inner in members])
    how = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    return packed(members, dice.choice((*how[:2], *how[:2], *how)))


def _members(data: bytes) -> Members | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # a damaged archive is changed as bytes
        return None


def attempt(data: bytes) -> str:
    """Write the archive and load it."""
    path = workplace() / "arrays.npz"
    path.write_bytes(data)
    return use(path)


TARGET = FuzzTarget(
    promise="An archive's arrays become columns, domains and splits, or the archive is refused.",
    seeds=seeds,
    change=change,
    attempt=attempt,
    quick=1_500,
)
