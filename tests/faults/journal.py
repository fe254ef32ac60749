"""What a process does → lines in a file beside the run, which outlive the process.

A line is written by one call of the system before the next thing happens, so that a process which
is killed has told everything that it did.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_open, _write, _close = os.open, os.write, os.close  # these stay whole while a disk fails


@dataclass(frozen=True)
class Journal:
    """The notes of the processes of one run, in order.

    Attributes:
        path: of the file, which does not lie in the folder where faults are injected.
    """

    path: Path

    def note(self, *words: object) -> None:
        """Add a line of words."""
        handle = _open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            _write(handle, ("\t".join(map(str, words)) + "\n").encode("utf-8"))
        finally:
            _close(handle)

    def read(self, kind: str) -> list[list[str]]:
        """Return the lines that begin with a word, without it; [] where nothing was noted."""
        if not self.path.exists():
            return []
        lines = [line.split("\t") for line in self.path.read_text("utf-8").splitlines()]
        return [words for first, *words in lines if first == kind]
