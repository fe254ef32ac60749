"""torchrun starts several processes: one speaks, a killed one ends all, and the run goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schematic.training import Request, resume
from schematic.training.distributed.torchrun import NEEDED
from tests.cli.conftest import Sgm
from tests.cli.test_bad_input import ENVIRONMENT

TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")
TRAIN = ("-m", "schematic", "train", "ae", "--data", "digits", "--steps", "100000")
EVERY = ("--log-every", "20", "--checkpoint-every", "20", "--batch", "16", "--quiet")
PATIENCE = 60


@contextmanager
def training(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A training by two processes that has written a few lines of its log."""
    words = (*TORCHRUN, *TRAIN, *EVERY, "--out", "run")
    with subprocess.Popen(
        words, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_for(folder / "run" / "log.csv", process)
            yield process
        finally:
            process.terminate()


def wait_for(log: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while not (log.exists() and log.read_text("utf-8").count("\n") > 2):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def worker(parent: int, rank: int) -> int:
    """The process of a rank that torchrun started."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            about = (entry / "stat").read_text("utf-8").rsplit(")", 1)[1].split()
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(about[1]) == parent and f"RANK={rank}".encode() in variables:
            return int(entry.name)
    raise AssertionError(f"no process of rank {rank}")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux, to find a rank")
def test_a_killed_process_ends_all_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with training(tmp_path) as process:
        os.kill(worker(process.pid, 1), signal.SIGKILL)
        begin = time.monotonic()
        _, said = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - begin < 20
    assert process.returncode != 0
    found = re.search(
        r"sgm: error: lost the process of rank 1 of 2.*; the checkpoint of step ([\d,]+)", said
    )
    assert found, said
    assert said.count("sgm: ") - len(re.findall("sgm: (data|steps): ", said)) == 1
    assert "torchrun --nproc-per-node 2 -m schematic train run --resume" in said
    assert 'File "' not in said.split("sgm: error")[0]
    good = int(found[1].replace(",", ""))
    assert good >= 20
    monkeypatch.setattr("schematic.training.train_and_resume.draw_pictures", lambda run: ())
    assert resume(tmp_path / "run", Request(steps=good + 5)).run.state.step == good + 5


@pytest.mark.parametrize(
    "words",
    [["train", "vae", "--bogus"], ["train", "--help"], ["bogus"], ["--version"]],
    ids=lambda words: words[-1],
)
def test_only_the_first_process_speaks(
    words: list[str], sgm: Sgm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schematic.cli.entry.PAUSE", 0)
    for name in NEEDED:
        monkeypatch.setenv(name, "0")
    first = sgm(*words)
    monkeypatch.setenv("RANK", "1")
    second = sgm(*words)
    assert first.out or first.err
    assert (second.status, second.out, second.err) == (first.status, "", "")
