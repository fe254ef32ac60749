"""The files of a run folder, as they are found: read, set aside, or removed as left by the dead."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from schematic.regular_file import open_regular
from schematic.training.checkpoint.atomic_file import TEMPORARY, move, remove

SMALL = 64 * 2**20
"""The most bytes of a text that belongs to a run."""
LONGEST_REASON = 200


def is_there(path: Path) -> bool:
    """Whether there is anything of that name: a file, a folder, or a link, even to nowhere."""
    return os.path.lexists(path)


def read_own(path: Path, most: int | None = None) -> bytes:
    """Return the content of a file of a run; a link to a file is followed, since it is only read.

    Args:
        path: of the file.
        most: the most bytes that it may have.

    Raises:
        OSError: it cannot be read.
        ValueError: it is something else than a file (a pipe would be waited for without end), or
            too large.
    """
    try:
        stream = open_regular(path)
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.EINVAL):
            raise ValueError("it is no file") from error
        raise
    with stream:
        size = os.fstat(stream.fileno()).st_size
        if most is not None and size > most:
            raise ValueError(f"it has {size:,} bytes, and may have {most:,}")
        return stream.read()


def reason_of(error: BaseException) -> str:
    """Why a file cannot be used, in one line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    said = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    lines = said.splitlines() or [type(error).__name__]
    return lines[0][:LONGEST_REASON]


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be used, so that nothing is lost and another can take its place.

    Returns:
        Its new path, beside the old one.

    Raises:
        OSError: it cannot be renamed.
    """
    names = (path.with_name(f"{path.name}.damaged{suffix}") for suffix in _suffixes())
    free = next(name for name in names if not is_there(name))
    move(path, free)
    return free


def _suffixes() -> Iterable[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def remove_dead(folder: Path, names: Iterable[str]) -> None:
    """Remove temporary files that a process left when it was killed while it wrote.

    Args:
        folder: of a run in which no other process trains.
        names: of the files that were written.
    """
    known = "|".join(re.escape(name[:100]) for name in names)
    dead = re.compile(rf"\.({known})\.[a-z0-9_]{{8}}({re.escape(TEMPORARY)})?")
    for entry in sorted(folder.iterdir()):
        if dead.fullmatch(entry.name) and (entry.is_symlink() or not entry.is_dir()):
            remove(entry)
