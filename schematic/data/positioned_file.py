"""An open file → bytes from any position, safely from several threads at once."""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path

from schematic.data.data_error import DataError

_HAS_PREADV = hasattr(os, "preadv")


class PositionedFile:
    """A file that stays open for as long as somebody uses it.

    It is read, not mapped: pages of a map stay resident for as long as the machine has room, and a
    file that is cut short while it is mapped ends the process without a word.
    """

    def __init__(self, path: Path | str, where: str, descriptor: int | None = None) -> None:
        """Open a file, or take one that is open.

        Args:
            path: the file.
            where: what messages call it.
            descriptor: of the open file, which is closed at the end.

        Raises:
            OSError: the file cannot be opened.
        """
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
        self.descriptor = os.open(path, flags) if descriptor is None else descriptor
        self.where = where
        self.lock = threading.Lock()
        weakref.finalize(self, os.close, self.descriptor)

    def length(self) -> int:
        """Return how many bytes the file has."""
        return os.fstat(self.descriptor).st_size

    def read(self, position: int, length: int) -> bytes:
        """Return bytes from a position on.

        Raises:
            DataError: as `fill`.
        """
        content = bytearray(length)
        self.fill(memoryview(content), position)
        return bytes(content)

    def fill(self, part: memoryview, position: int) -> None:
        """Read bytes from a position on until a part is full.

        Raises:
            DataError: the file has become shorter, or the disk fails.
        """
        done = 0
        while done < len(part):
            try:
                count = self._read_at(part[done:], position + done)
            except OSError as error:
                raise DataError(f"{self.where}: {error.strerror}", "check the disk") from error
            if count == 0:
                raise DataError(
                    f"{self.where} has become shorter while it was in use",
                    "leave the file alone while it is used, and write it again",
                )
            done += count

    def _read_at(self, part: memoryview, position: int) -> int:
        if _HAS_PREADV:
            return os.preadv(self.descriptor, [part], position)
        with self.lock:
            os.lseek(self.descriptor, position, os.SEEK_SET)
            content = os.read(self.descriptor, len(part))
        part[: len(content)] = content
        return len(content)
