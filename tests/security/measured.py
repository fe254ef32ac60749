"""Words → what `sgm` says in a process of its own, with the memory and the time that it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Measured:
    """What a process said, and what it cost.

    Attributes:
        status: its exit status; negative where a signal ended it.
        said: what it wrote on both streams.
        peak: the largest memory it held, in MB.
        seconds: of the processor.
    """

    status: int
    said: str
    peak: float
    seconds: float


def sgm(
    *words: str,
    folder: Path,
    stdin: Path | IO[bytes] | None = None,
    settings: Mapping[str, str] | None = None,
    patience: float = 240,
) -> Measured:
    """Run a command of `sgm` in a folder."""
    command = ("-m", "schematic", *words)
    return python(*command, folder=folder, stdin=stdin, settings=settings, patience=patience)


def python(
    *words: str,
    folder: Path,
    stdin: Path | IO[bytes] | None = None,
    settings: Mapping[str, str] | None = None,
    patience: float = 240,
) -> Measured:
    """Run Python in a folder, with the package of this project."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(settings or {})}
    given = stdin.open("rb") if isinstance(stdin, Path) else stdin or subprocess.DEVNULL
    with tempfile.TemporaryFile() as out:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=folder,
            env=environment,
            stdin=given,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        watch = threading.Timer(patience, process.kill)
        watch.start()
        _, ended, usage = os.wait4(process.pid, 0)
        watch.cancel()
        process.returncode = os.waitstatus_to_exitcode(ended)
        assert time.monotonic() - begun < patience, "it had to be stopped"
        if isinstance(stdin, Path):
            given.close()  # type: ignore[union-attr]
        out.seek(0)
        said = out.read().decode()
    seconds = usage.ru_utime + usage.ru_stime
    return Measured(process.returncode, said, usage.ru_maxrss / 1e3, seconds)
