"""A folder and a fault → the calls that change files below it, counted, with one that fails.

All that Schematic writes goes through Python's own calls (`tests/faults/test_disk.py` asks the
system whether that is so), and these are replaced here: opening for writing, writing, flushing to
the disk, renaming, removing, changing a mode, making a folder.
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import signal
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.faults.journal import Journal
from tests.faults.lasting import Lasting

CHECKPOINT = "checkpoint.safetensors"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Kind(StrEnum):
    """What happens to an operation."""

    FULL = "full disk: half is written, then ENOSPC from there on"
    ERROR = "I/O error: EIO, once"
    KILL = "SIGKILL before it"
    AMID = "SIGKILL when half is written"
    CUT = "power cut before it: what was not flushed is lost"
    TERM = "SIGTERM before it"
    INT = "SIGINT before it"
    HUP = "SIGHUP before it"


SIGNALS = {
    Kind.KILL: signal.SIGKILL,
    Kind.AMID: signal.SIGKILL,
    Kind.CUT: signal.SIGKILL,
    Kind.TERM: signal.SIGTERM,
    Kind.INT: signal.SIGINT,
    Kind.HUP: signal.SIGHUP,
}
NEEDS_ROOM = frozenset({"open", "write", "fsync", "rename", "mkdir"})
ALL = NEEDS_ROOM | {"remove", "chmod", "truncate"}
STRIKES = dict.fromkeys(Kind, ALL) | {
    Kind.FULL: NEEDS_ROOM,
    Kind.AMID: frozenset({"write"}),
}  # the operations that each kind of fault strikes

CALLS = {
    "mkdir": "mkdir",
    "rmdir": "remove",
    "unlink": "remove",
    "remove": "remove",
    "chmod": "chmod",
    "truncate": "truncate",
    "replace": "rename",
    "rename": "rename",
    "link": "rename",
    "symlink": "rename",
}  # of `os`, on a path
CALLS_OF_HANDLES = {"fsync": "fsync", "fdatasync": "fsync", "ftruncate": "truncate"}
HANDLED = ("open", "write", "pwrite", "close")
REAL = {name: getattr(os, name) for name in (*CALLS, *CALLS_OF_HANDLES, *HANDLED)}
real_open = io.open


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: what.
        at: the number of the operation, from 1.
    """

    kind: Kind
    at: int


class Disk:
    """Counts the operations on files below a folder, and lets one of them fail."""

    def __init__(self, folder: Path, journal: Journal, fault: Fault | None = None) -> None:
        """Take what to watch.

        Args:
            folder: of the files.
            journal: where each operation is noted before it is carried out.
            fault: what goes wrong; None for nothing.
        """
        self.folder, self.journal, self.fault = os.path.realpath(folder), journal, fault
        self.count, self.is_full = 0, False
        self.handles: dict[int, str] = {}
        is_cut = fault is not None and fault.kind is Kind.CUT
        self.lasting = Lasting(self.folder) if is_cut else None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Within this context, this process writes through the disk."""
        calls: dict[str, Callable[..., Any]] = {"open": self.open_handle, "close": self.close}
        calls |= {name: self._on_path(name, kind) for name, kind in CALLS.items()}
        calls |= {name: self._on_handle(name, kind) for name, kind in CALLS_OF_HANDLES.items()}
        calls |= {"write": self.write_handle, "pwrite": self.write_handle_at}
        with (
            patch.multiple(os, **calls),
            patch.object(io, "open", self.open),
            patch.object(builtins, "open", self.open),
        ):
            yield

    def perform(self, kind: str, path: str, act: Callable[[], Any]) -> Any:
        """Carry out an operation, unless it is the one that fails.

        Raises:
            OSError: it fails.
        """
        self._begin(kind, path)
        result = act()
        if self.lasting is not None and kind == "fsync":
            self.lasting.flush(path)
        lasts = "rename" if self.lasting is None else "fsync"
        if kind == lasts and (checkpoint := self._checkpoint(path)):
            self.journal.note("checkpoint", step_of(checkpoint))
        return result

    def _checkpoint(self, path: str) -> Path | None:
        """Return the checkpoint that is complete once a file, or its folder, is in its place."""
        place = Path(path, CHECKPOINT) if Path(path).is_dir() else Path(path)
        return place if place.name == CHECKPOINT and place.exists() else None

    def write(self, path: str, data: Any, act: Callable[[Any], int]) -> int:
        """Write bytes as `perform` does; a disk that becomes full, or a kill, leaves half of them.

        Returns:
            How many have been written, which may be fewer than all.
        """
        half = memoryview(data).cast("B")[: memoryview(data).nbytes // 2]
        if half and self._is_struck(self.count + 1, (Kind.FULL, Kind.AMID)):
            act(half)
        self._begin("write", path)
        return act(data)

    def _is_struck(self, number: int, kinds: tuple[Kind, ...]) -> bool:
        fault = self.fault
        return fault is not None and fault.at == number and fault.kind in kinds

    def _begin(self, kind: str, path: str) -> None:
        if not self.is_full:
            self.count += 1
            self.journal.note("operation", kind, os.path.relpath(path, self.folder))
            if self.fault is not None and self.count == self.fault.at:
                self._strike(self.fault, path)
        if self.is_full and kind in NEEDS_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    def _strike(self, fault: Fault, path: str) -> None:
        self.journal.note("struck", fault.at)
        if self.lasting is not None:
            self.lasting.cut()
        if fault.kind in SIGNALS:
            os.kill(os.getpid(), SIGNALS[fault.kind])
        elif fault.kind is Kind.ERROR:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        else:
            self.is_full = True

    def is_below(self, path: object) -> bool:
        """Whether a path lies below the folder, or is the folder."""
        if not isinstance(path, str | os.PathLike):
            return False
        whole = Path(os.path.abspath(path))  # noqa: PTH100
        place = Path(os.path.realpath(whole.parent), whole.name)
        return place.is_relative_to(self.folder)

    def _on_path(self, name: str, kind: str) -> Callable[..., Any]:
        def call(path: Any, *others: Any, **options: Any) -> Any:
            target = others[0] if kind == "rename" else path
            act = lambda: REAL[name](path, *others, **options)  # noqa: E731
            is_there = kind != "remove" or os.path.lexists(path)
            watched = is_there and self.is_below(target)
            return self.perform(kind, os.fspath(target), act) if watched else act()

        return call

    def _on_handle(self, name: str, kind: str) -> Callable[..., Any]:
        def call(handle: Any, *others: Any) -> Any:
            number = handle if isinstance(handle, int) else handle.fileno()
            act = lambda: REAL[name](number, *others)  # noqa: E731
            path = self.handles.get(number)
            return act() if path is None else self.perform(kind, path, act)

        return call

    def open_handle(self, path: Any, flags: int, *others: Any, **options: Any) -> int:
        """`os.open`."""
        act = lambda: REAL["open"](path, flags, *others, **options)  # noqa: E731
        if not self.is_below(path):
            return int(act())
        handle = int(self.perform("open", os.fspath(path), act) if flags & WRITING else act())
        self.handles[handle] = os.fspath(path)
        return handle

    def write_handle(self, handle: int, data: Any) -> int:
        """`os.write`."""
        act = lambda part: int(REAL["write"](handle, part))  # noqa: E731
        path = self.handles.get(handle)
        return act(data) if path is None else self.write(path, data, act)

    def write_handle_at(self, handle: int, data: Any, offset: int) -> int:
        """`os.pwrite`."""
        act = lambda part: int(REAL["pwrite"](handle, part, offset))  # noqa: E731
        path = self.handles.get(handle)
        return act(data) if path is None else self.write(path, data, act)

    def close(self, handle: int) -> None:
        """`os.close`."""
        self.handles.pop(handle, None)
        REAL["close"](handle)

    def open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        **options: Any,
    ) -> Any:
        """`open`: the layers of Python's own, on a file that the disk knows."""
        path = self.handles.get(file) if isinstance(file, int) else file
        if not set(mode) & set("wax+") or path is None or not self.is_below(path):
            return real_open(file, mode, buffering, encoding, errors, newline, **options)
        act = lambda: RawFile(self, os.fspath(path), file, mode, options)  # noqa: E731
        raw = act() if isinstance(file, int) else self.perform("open", os.fspath(path), act)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline, buffering == 1)


class RawFile(io.FileIO):
    """A file without buffer, whose writes the disk counts."""

    def __init__(self, disk: Disk, path: str, file: Any, mode: str, options: Any) -> None:
        """Open it as `io.FileIO` does."""
        super().__init__(file, "".join(sign for sign in mode if sign not in "bt"), **options)
        self.disk, self.path = disk, path
        disk.handles[self.fileno()] = path

    def write(self, data: Any) -> int:
        return self.disk.write(self.path, data, super().write)

    def truncate(self, size: int | None = None) -> int:
        act = super().truncate
        return int(self.disk.perform("truncate", self.path, lambda: act(size)))

    def close(self) -> None:
        if not self.closed:
            self.disk.handles.pop(self.fileno(), None)
        super().close()


def step_of(checkpoint: Path) -> int:
    """Return the step of a checkpoint."""
    with real_open(checkpoint, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        about = json.loads(stream.read(length))["__metadata__"]
    return int(json.loads(about["state"])["step"])
