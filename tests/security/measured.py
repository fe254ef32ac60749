"""Words → what `sgm` says in a process of its own, with the memory and the time that it takes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAUNCHER = """\
import json, os, sys
process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, ended, usage = os.wait4(process, 0)
cost = [os.waitstatus_to_exitcode(ended), usage.ru_maxrss, usage.ru_utime + usage.ru_stime]
with open(sys.argv[1], "w") as file:
    json.dump(cost, file)
"""
"""A small process between: the peak of a process counts that of the one that starts it."""


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
    stdin: Path = Path(os.devnull),
    settings: Mapping[str, str] | None = None,
) -> Measured:
    """Run a command of `sgm` in a folder."""
    return python("-m", "schematic", *words, folder=folder, stdin=stdin, settings=settings)


def python(
    *words: str,
    folder: Path,
    stdin: Path = Path(os.devnull),
    settings: Mapping[str, str] | None = None,
    patience: float = 240,
) -> Measured:
    """Run Python in a folder, with the package of this project; what takes too long is ended."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(settings or {})}
    with tempfile.NamedTemporaryFile() as cost, stdin.open("rb") as given:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", LAUNCHER, cost.name, sys.executable, *words],
            cwd=folder,
            env=environment,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        status, kilobytes, seconds = json.load(cost)
    return Measured(status, said.decode(), kilobytes / 1e3, seconds)
