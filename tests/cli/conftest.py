"""Nothing → `sgm` in this process, in a folder of its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from schematic.cli import main


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


Sgm = Callable[..., Said]


@pytest.fixture
def sgm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sgm:
    """Run a command in an empty folder, perhaps with something on standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, stdin: str | bytes = "") -> Said:
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        status = main(list(words))
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run
