"""What a command finds around it: standard streams, perhaps closed, and a folder, perhaps gone."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import NoReturn

from schematic.cli.failures import UsageError


class ClosedOutput(io.TextIOBase):
    """What stands for a standard output that is closed: nothing that is printed is dropped."""

    def write(self, text: str) -> NoReturn:
        """Refuse.

        Raises:
            UsageError: always.
        """
        raise UsageError("standard output is closed", "leave it open, or name a file: -o OUT")

    @property
    def buffer(self) -> NoReturn:
        """As `write`."""
        self.write("")


def open_streams() -> None:
    """Make the standard streams usable.

    They are UTF-8, as specs are; what a terminal cannot show is escaped. Python has None for a
    stream that is closed, and the next file that is opened would get its number: so nothing is
    there instead, and messages to a closed standard error are the only ones that get lost.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    if sys.stdout is None:
        sys.stdout = ClosedOutput()
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (until the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="backslashreplace")


def require_folder() -> None:
    """Refuse to run in a folder that somebody has deleted.

    Paths mean nothing there, and libraries below PyTorch end the process without a message.

    Raises:
        UsageError: the working folder is gone.
    """
    try:
        Path.cwd()
    except OSError:
        raise UsageError("the working folder is gone", "change to one that exists") from None
