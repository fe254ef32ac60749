"""A run folder → what is in it, without the time that it took, to be compared bit for bit."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHECKPOINT, PREVIOUS, LOG = "checkpoint.safetensors", "previous.safetensors", "log.csv"
TIMED = "seconds"  # of training so far: the only thing that differs from run to run
BACKUPS = frozenset({PREVIOUS})  # depend on where a run was interrupted; they have to be readable

Contents = Mapping[str, object]


def contents_of(folder: Path) -> Contents:
    """Return the parts of every file by name.

    Those of a checkpoint are its tensors, each with type, shape and a digest of its bits, and what
    it says of itself; those of a log are its lines.
    """
    return {
        part: value
        for path in sorted(folder.iterdir())
        for part, value in _parts(path, path.name).items()
    }


def difference(found: Contents, wanted: Contents) -> str:
    """Return in which parts contents differ from those that are wanted; "" where they do not."""
    missing = sorted(wanted.keys() - found.keys())
    surplus = sorted(found.keys() - wanted.keys())
    other = sorted(name for name in wanted.keys() & found.keys() if wanted[name] != found[name])
    told = {"missing": missing, "surplus": surplus, "different": other}
    return "; ".join(f"{what}: {', '.join(names[:4])}" for what, names in told.items() if names)


def _parts(path: Path, name: str) -> dict[str, object]:
    if path.suffix == ".safetensors":
        found = _checkpoint(path.read_bytes())
        return {name: "readable"} if name in BACKUPS else {f"{name} {k}": found[k] for k in found}
    if name == LOG:
        return {name: _log(path.read_text("utf-8"))}
    return {name: path.read_bytes()}


def _checkpoint(raw: bytes) -> dict[str, object]:
    (length,) = struct.unpack("<Q", raw[:8])
    header: dict[str, Any] = json.loads(raw[8 : 8 + length])
    about = header.pop("__metadata__")
    state = json.loads(about.pop("state"))
    state.pop(TIMED)
    parts: dict[str, object] = {"state": state}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        bits = hashlib.sha256(raw[begin:end]).hexdigest()
        parts[name] = (entry["dtype"], entry["shape"], bits)
    return parts


def _log(text: str) -> list[list[str]]:
    rows = [line.split(",") for line in text.splitlines()]
    column = rows[0].index(TIMED) if rows and TIMED in rows[0] else None
    return [[cell for i, cell in enumerate(row) if i != column] for row in rows]
