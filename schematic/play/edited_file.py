"""The one file that a page edits: read, and written as a whole or not at all.

Its line ends and its byte-order mark stay as they were. A change that somebody else has made is
never written over: the page says which version it has read.
"""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import NamedTuple

from schematic.play.play_errors import ChangedOnDiskError
from schematic.syntax.parse import decode, read_raw
from schematic.training.checkpoint.atomic_file import write_bytes

MARK = "\ufeff"


class Version(NamedTuple):
    """The text of the file, with LF at line ends, and a digest of its bytes."""

    text: str
    digest: str


class EditedFile:
    """A file that exists, at the path that it had when the server started."""

    def __init__(self, path: str | Path) -> None:
        """Find it; a link is followed once, now.

        Raises:
            SchematicError: it cannot be read, or is no text.
        """
        self.path = Path(path).resolve()
        self.name = Path(path).name
        self._lock = threading.Lock()
        self.read()

    def read(self) -> Version:
        """The file as it is on the disk now.

        Raises:
            SchematicError: it cannot be read, is too large, or is no text.
        """
        raw = read_raw(self.path)
        return Version(decode(self.name, raw).text, _digest(raw))

    def write(self, text: str, digest: str) -> Version:
        """Replace the text.

        Args:
            text: the new one.
            digest: of the version that it was made from.

        Raises:
            ChangedOnDiskError: the file is another one by now.
            OSError: it cannot be written; it is as it was.
            SchematicError: it cannot be read any more.
        """
        with self._lock:
            raw = read_raw(self.path)
            if _digest(raw) != digest:
                cure = "take what is on the disk, or save again to write over it"
                raise ChangedOnDiskError(f"{self.name} has changed on the disk", cure)
            new = _as_before(raw.decode("utf-8", "replace"), text).encode()
            if new != raw:
                write_bytes(self.path, new)
            return Version(decode(self.name, new).text, _digest(new))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _as_before(old: str, new: str) -> str:
    """A text with the line ends and the mark that another one has."""
    plain = new.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")
    crlf = "\r\n" in old and old.count("\r\n") == old.count("\n")
    written = plain.replace("\n", "\r\n") if crlf else plain
    return MARK + written if old.startswith(MARK) else written
