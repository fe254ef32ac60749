"""`sgm play` from a command line: its address, its end, and what it refuses."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from schematic.play.bundle import UnbuiltError, built_page
from tests.play.conftest import spec

SGM = (sys.executable, "-m", "schematic", "play", "--no-browser")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.sgm"
    file.write_text(spec("gan"))
    begin = time.monotonic()
    with subprocess.Popen([*SGM, str(file)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.fullmatch(
            r"(http://127\.0\.0\.1:\d+/)\?token=\S{32}\n", process.stdout.readline()
        )
        assert found is not None and time.monotonic() - begin < 10
        with urllib.request.urlopen(found[1]) as page:
            assert b"<title>" in page.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["gna"], 1, "did you mean the shipped spec `gan`?"),
        (["-"], 2, "standard input"),
        (["."], 2, "is a folder"),
        (["--port", "80000"], 2, "0 to 65,535"),
    ],
)
def test_what_cannot_be_edited_is_refused(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from schematic.cli.entry import run

    assert run(["play", "--no-browser", *words]) == status
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from schematic.cli.entry import run

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run(["play", "--no-browser", "--port", str(port)]) == 2
    assert "leave --port out" in capsys.readouterr().err


def test_a_page_that_is_not_built_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise FileNotFoundError("the page is not built")

    monkeypatch.setattr("schematic.play.bundle.page", missing)
    with pytest.raises(UnbuiltError) as caught:
        built_page()
    assert "npm run build" in caught.value.cure
