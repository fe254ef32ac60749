"""Ctrl-C, SIGTERM and SIGHUP end a training after a step, with a checkpoint."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import InterruptedTrainingError, Request, open_run, train
from schematic.training.log.progress import Plain, Unheard
from schematic.training.signals import CAUGHT, catch_interrupts
from tests.training.test_resume import Stopping, stop_by


def test_the_three_signals_are_caught() -> None:
    assert {number.name for number in CAUGHT} == {"SIGINT", "SIGTERM", "SIGHUP"}


@pytest.mark.usefixtures("no_pictures")
@pytest.mark.parametrize("number", CAUGHT)
def test_each_signal_leaves_a_checkpoint(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_by(monkeypatch, Stopping(3, number))
    request = Request(data="digits", steps=20, batch=16)
    with pytest.raises(InterruptedTrainingError, match="step 3 of 20; a checkpoint is written"):
        train(read(zoo()["ae"]), request, tmp_path / "run")
    assert open_run(tmp_path / "run").state.step == 3


def test_a_second_signal_interrupts_at_once_but_not_a_second_hangup() -> None:
    with catch_interrupts() as stop:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGHUP)
        assert stop == ["SIGHUP", "SIGHUP"]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)


def test_under_nohup_a_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with catch_interrupts() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert stop == []
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_stderr_that_takes_nothing_ends_no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        tries = 0

        def write(self, text: str) -> int:
            self.tries += 1
            raise OSError(5, "Input/output error")

        def flush(self) -> None:
            """Nothing was written."""

    gone = Gone()
    monkeypatch.setattr(sys, "stderr", gone)
    reporter = Unheard(Plain(2))
    for step in (1, 2):
        reporter.tick(step)
        reporter.report(step, 0.1, {"phi": 1.0})
    assert gone.tries == 1


@pytest.mark.slow
def test_a_terminal_that_is_closed_loses_nothing(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        words = ["train", "gan", "--data", "ring", "--steps", "100000", "--out", "run"]
        os.chdir(tmp_path)
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        os.execv(sys.executable, [sys.executable, "-m", "schematic", *words])
    end = time.monotonic() + 120
    while not (tmp_path / "run" / "log.csv").exists() and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            os.read(terminal, 4_096)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == InterruptedTrainingError.status
    assert open_run(tmp_path / "run").state.step > 0
    assert not list((tmp_path / "run").glob(".*"))
