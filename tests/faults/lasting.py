"""A folder → what of it is left when the power is cut: what was flushed to the disk, and no more.

It takes the disk at its worst. The content of a file lasts as it was when the file was flushed
last, and is empty where it never was; a name, new, changed or removed, lasts when its folder was
flushed.
"""

from __future__ import annotations

import os
from pathlib import Path

_open, _unlink, _rmdir = open, os.unlink, os.rmdir  # whole while a disk fails


class Lasting:
    """What is left of a folder; all that is there at the beginning is."""

    def __init__(self, folder: str) -> None:
        """Look at a folder."""
        self.folder = folder
        self.contents: dict[int, bytes] = {}  # by the number of the file's node
        self.names: dict[str, dict[str, int]] = {}  # by folder
        for place, _, files in os.walk(folder):
            self.flush(place)
            for name in files:
                self.flush(str(Path(place, name)))

    def flush(self, path: str) -> None:
        """Note that a file or a folder was flushed to the disk."""
        path = os.path.realpath(path)
        if Path(path).is_dir():
            with os.scandir(path) as entries:
                self.names[path] = {entry.name: entry.inode() for entry in entries}
            return
        with _open(path, "rb") as stream:
            self.contents[os.fstat(stream.fileno()).st_ino] = stream.read()

    def cut(self) -> None:
        """Leave in the folder what lasts."""
        self._cut(self.folder)

    def _cut(self, place: str) -> None:
        names = self.names.get(place, {})
        with os.scandir(place) as entries:
            there = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
        for name, is_folder in there.items():
            path = str(Path(place, name))
            if is_folder:
                self._cut(path)
                if name not in names:
                    _rmdir(path)
            else:
                _unlink(path)
        for name, node in names.items():
            if not there.get(name):
                with _open(Path(place, name), "wb") as stream:
                    stream.write(self.contents.get(node, b""))
