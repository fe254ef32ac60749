"""`sgm render --watch`: drawn again when the file changes, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from schematic.resources import zoo
from tests.cli.conftest import Sgm

SPEC = (
    "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\nz -> x ~ G[θ]\nx ..> z ~ E[η]\n"
)


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come about in 10 seconds")


def replace(path: Path, text: str) -> None:
    """Write a file as many editors do: another one, which takes its place."""
    path.with_suffix(".new").write_text(text, encoding="utf-8")
    path.with_suffix(".new").replace(path)


def heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_it_draws_again_and_goes_on_after_errors(tmp_path: Path) -> None:
    spec, base, out = tmp_path / "a.sgm", tmp_path / "b.sgm", tmp_path / "a.svg"
    infogan = zoo()["infogan"].read_text("utf-8")
    replace(base, infogan)
    replace(spec, 'model A = swap x <-> z in "b.sgm"\n')
    command = [sys.executable, "-m", "schematic", "render", str(spec), "-o", str(out), "--watch"]
    said = tmp_path / "said"
    with said.open("w") as stream:
        watching = subprocess.Popen(
            command,
            stderr=stream,
            env=os.environ,
            preexec_fn=heed_ctrl_c,
        )
    try:
        eventually(out.exists)
        first = out.read_text("utf-8")
        replace(base, infogan.replace("θ", "λ"))
        eventually(lambda: "λ" in out.read_text("utf-8"))
        assert "λ" not in first
        replace(spec, "model A\nx -> z ~\n")
        eventually(lambda: "error[SGM" in said.read_text())
        spec.unlink()
        replace(spec, SPEC.replace("z", "code"))
        eventually(lambda: "code" in out.read_text("utf-8"))
    finally:
        watching.send_signal(signal.SIGINT)
        status = watching.wait(timeout=10)
    assert status == 0
    assert "Traceback" not in said.read_text()
    assert said.read_text().count("wrote ") == 3


@pytest.mark.parametrize(
    ("file", "out", "message"),
    [
        ("gan", "a.svg", "a shipped spec does not change"),
        ("-", "a.svg", "standard input does not change"),
        ("a.sgm", "-", "--watch writes a file again and again"),
    ],
)
def test_what_cannot_be_watched(file: str, out: str, message: str, sgm: Sgm) -> None:
    Path("a.sgm").write_text(SPEC, encoding="utf-8")
    said = sgm("render", file, "-o", out, "--to", "svg", "--watch")
    assert said.status == 2
    assert message in said.err
    assert "cure: " in said.err
