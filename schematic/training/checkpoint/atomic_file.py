"""Content and a path → a file that is there as a whole or not at all.

A file is written under another name and renamed, so that a crash or a full disk leaves what was
there before. Whatever training changes on a disk, it changes by the functions of this file, and
these call `os.write`, `os.fsync`, `os.replace` and `os.unlink`.

A path that the user names may be a link, and is followed. A file in the folder of a run is that
run's own: the folder may come from anywhere, so a link in it is replaced and never followed.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

TEMPORARY = ".tmp"
NO_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES)
"""What a file system answers that cannot bring the names in a folder to the disk."""
_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
PLAIN_FILE = sum(getattr(os, name, 0) for name in _FLAGS)
"""Open a file of the run itself: no link is followed, and no pipe is waited for."""


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file that the user names by way of a temporary one, so that no reader sees half.

    A pipe or a device is written to directly. A link keeps pointing to its file, and an existing
    file keeps its permissions.

    Raises:
        OSError: the file cannot be written. The error names the path, and the old file is intact.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    _replace(target, (content,), str(path))


def write_own(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file in the folder of a run as a whole; a link of that name is replaced.

    Args:
        path: of the file.
        parts: its content, one part after the other.

    Raises:
        OSError: the file cannot be written. The error names the path, and the old file is intact.
    """
    _replace(path, parts, str(path))


def append_own(path: Path, content: bytes) -> None:
    """Add to the end of a file in the folder of a run.

    Raises:
        OSError: it cannot be written, or it is a link.
    """
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | PLAIN_FILE, 0o666)
    try:
        _write(handle, content)
    except OSError as error:
        raise _named(error, str(path)) from error
    finally:
        os.close(handle)


def make_own_folder(path: Path) -> None:
    """Make a folder in the folder of a run, if it is not there.

    Raises:
        OSError: it cannot be made.
        ValueError: there is a link in its place, which is not followed.
    """
    if path.is_symlink():
        raise ValueError(f"{path.name} is a link")
    path.mkdir(exist_ok=True)


def move(path: Path, target: Path) -> None:
    """Rename a file within a folder; the target is replaced, and the disk knows the new names.

    Raises:
        OSError: it cannot be renamed.
    """
    path.replace(target)
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder in one that exists; one that is there already stays as it is.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    folder.mkdir(exist_ok=True)


def remove(path: Path) -> None:
    """Remove a file or a link, if there is one."""
    path.unlink(missing_ok=True)


def remove_empty(folder: Path) -> None:
    """Remove a folder, if nothing is in it."""
    if not any(folder.iterdir()):
        folder.rmdir()


def sync(path: Path) -> None:
    """Bring a file to the disk, if there is one.

    Raises:
        OSError: the disk does not take it, or it is a link.
    """
    try:
        handle = os.open(path, os.O_RDONLY | PLAIN_FILE)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the file system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # a folder that may be written to and not be read
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_FOLDERS:
            raise
    finally:
        os.close(handle)


def _replace(target: Path, parts: Iterable[bytes | memoryview], named: str) -> None:
    mode = _mode(target)
    temporary: str | None = None
    try:
        prefix = f".{target.name[:100]}."
        handle, temporary = tempfile.mkstemp(TEMPORARY, prefix, target.parent)
        try:
            for part in parts:
                _write(handle, part)
            Path(temporary).chmod(mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        move(Path(temporary), target)
        temporary = None
    except OSError as error:
        raise _named(error, named) from error
    finally:
        if temporary is not None:
            remove(Path(temporary))


def _mode(target: Path) -> int:
    """The permissions of a file that is there; those of a new file where none is."""
    try:
        found = target.lstat().st_mode
    except FileNotFoundError:
        found = 0
    return stat.S_IMODE(found) if stat.S_ISREG(found) else 0o666 & ~_umask()


def _write(handle: int, content: bytes | memoryview) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _named(error: OSError, path: str) -> OSError:
    """The same error about the file that was to be written, not about the temporary one."""
    return error if error.errno is None else OSError(error.errno, error.strerror, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
