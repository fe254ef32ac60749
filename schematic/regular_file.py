"""A path → a regular file, or its bytes, at most so many: what a stranger names may be anything.

A device never ends, a named pipe never begins, and opening one can do harm; so what a path names is
looked at before it is opened, and again after, since it may have changed.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

SORTS = {
    stat.S_IFIFO: "is a named pipe",
    stat.S_IFCHR: "is a device",
    stat.S_IFBLK: "is a device",
    stat.S_IFSOCK: "is a socket",
}  # what is not read, in words; folders are told by the system
NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: str | Path, most: int) -> bytes:
    """The content of a regular file.

    Args:
        path: of the file; a link is followed.
        most: the bytes that it may have.

    Raises:
        OSError: it cannot be read, is not a regular file (EINVAL), or is larger (EFBIG).
        ValueError: the path is none, such as one with a NUL in it.
    """
    with open_regular(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        raw = b"" if size > most else stream.read(most + 1)
    if max(size, len(raw)) > most:
        raise OSError(errno.EFBIG, f"has more than {most:,} bytes", str(path))
    return raw


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file to read it.

    Args:
        path: of the file; a link is followed.

    Raises:
        OSError: it cannot be opened, or is not a regular file (EISDIR, EINVAL).
        ValueError: the path is none, such as one with a NUL in it.
    """
    _require_regular(Path(path).stat(), path)
    stream = os.fdopen(os.open(path, os.O_RDONLY | NEVER_WAIT), "rb")
    try:
        _require_regular(os.fstat(stream.fileno()), path)
    except OSError:
        stream.close()
        raise
    return stream


def _require_regular(found: os.stat_result, path: str | Path) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        sort = SORTS.get(stat.S_IFMT(found.st_mode), "is of an unknown sort")
        raise OSError(errno.EINVAL, f"{sort}, not a file", str(path))
