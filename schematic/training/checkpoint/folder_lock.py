"""A run folder → the same folder, in which no other process trains meanwhile.

The lock is one of the kernel's, on a small file that says who holds it. It ends with the process
that holds it, however that ends, so none is ever stale.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from schematic.training.checkpoint.atomic_file import PLAIN_FILE, remove, sync_folder
from schematic.training.checkpoint.own_files import is_there, set_aside
from schematic.training.training_errors import TrainingError

LOCK = ".lock"
MOST = 4_096  # bytes of what the file says
TRIES = 100
TAKEN = (errno.EAGAIN, errno.EACCES)


@contextmanager
def locked(folder: Path) -> Iterator[str | None]:
    """Within this context, no other process trains in a folder; it is made if it is not there.

    Yields:
        None, or why the folder cannot be locked: not every file system can.

    Raises:
        TrainingError: another process trains in it.
        OSError: the folder cannot be made or written to.
    """
    made = _make(folder)
    try:
        handle, weakness = _take(folder)
        try:
            yield weakness
        finally:
            remove(folder / LOCK)  # while it is held, so that whoever waits for it looks again
            os.close(handle)
    finally:
        for place in made:
            with suppress(OSError):
                place.rmdir()  # it stays where anything is in it


def _make(folder: Path) -> list[Path]:
    """Make a folder and those that it lies in; return those that were not there, inmost first."""
    if folder.exists() and not folder.is_dir():
        raise TrainingError(f"{folder} is a file", "choose another folder: --out DIR")
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:
        sync_folder(place.parent)
    return missing


def _take(folder: Path) -> tuple[int, str | None]:
    """Open and lock the file; whoever held it before may have removed it in between."""
    path = folder / LOCK
    for _ in range(TRIES):
        if is_there(path) and not stat.S_ISREG(path.lstat().st_mode):
            set_aside(path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | PLAIN_FILE, 0o644)
        try:
            weakness = _lock(handle, folder)
            if _is_same(handle, path):
                _sign(handle)
                return handle, weakness
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
    raise TrainingError(
        f"{folder} is taken and left again without end", "choose another: --out DIR"
    )


def _lock(handle: int, folder: Path) -> str | None:
    try:
        import fcntl
    except ImportError:
        return f"{folder} cannot be locked on this system: train in it once at a time"
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            raise TrainingError(
                f"another training writes to {folder}: {_holder(handle)}",
                "wait until it ends, end it, or choose another folder: --out DIR",
            ) from error
        return f"{folder} cannot be locked ({error.strerror}): train in it once at a time"
    return None


def _is_same(handle: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.lstat())
    return False


def _sign(handle: int) -> None:
    """Write who holds the lock; where the disk is full, nobody can read it, and the lock holds."""
    who = {"pid": os.getpid(), "host": platform.node(), "since": time.time()}
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(who).encode(), 0)


def _holder(handle: int) -> str:
    """Who holds the lock, as far as the file says so."""
    try:
        who: Any = json.loads(os.pread(handle, MOST, 0))
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(float(who["since"])))
        return f"process {int(who['pid'])} on {str(who['host'])[:64]}, since {since}"
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return "it does not say which"
