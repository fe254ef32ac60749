"""A run repeats bitwise, and goes on bitwise where it was interrupted."""

from __future__ import annotations

import csv
import os
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from schematic.diagnostics import Source
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import InterruptedTrainingError, Request, TrainingError, resume, train
from schematic.training.checkpoint.checkpoint_file import CURRENT, PREVIOUS
from schematic.training.log.progress import Silent

pytestmark = pytest.mark.usefixtures("no_pictures")

CASES = [("vae", "digits"), ("gan", "ring"), ("ada", "moons-rotated"), ("helmholtz", "digits")]
OPTIONS = {"steps": 40, "batch": 32, "log_every": 7, "checkpoint_every": 11, "seed": 5}


class Stopping(Silent):
    """Presses Ctrl-C after a step, or sends another signal."""

    def __init__(self, at: int, number: int = signal.SIGINT) -> None:
        self.at, self.number = at, number

    def tick(self, step: int) -> None:
        if step == self.at:
            os.kill(os.getpid(), self.number)


class StoppingAtALine(Silent):
    """Presses Ctrl-C while a line of the log is written."""

    def report(self, step: int, seconds: float, losses: Mapping[str, float]) -> None:
        if step == 14:
            os.kill(os.getpid(), signal.SIGINT)


def stop_by(monkeypatch: pytest.MonkeyPatch, reporter: Silent) -> None:
    from contextlib import nullcontext

    from schematic.training import train_and_resume

    monkeypatch.setattr(train_and_resume, "reporting", lambda *_, **__: nullcontext(reporter))


def log_of(folder: Path) -> list[dict[str, str]]:
    """The log without the column that no two runs share."""
    with (folder / "log.csv").open(encoding="utf-8", newline="") as stream:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(stream)]


def parameters(folder: Path) -> dict[str, bytes]:
    from safetensors.numpy import load_file

    tensors = load_file(folder / CURRENT)
    return {name: value.tobytes() for name, value in tensors.items()}


def train_spec(name: str, data: str, folder: Path, **more: int) -> None:
    train(read(zoo()[name]), Request(data=data, **{**OPTIONS, **more}), folder)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "data"), CASES)
def test_an_interrupted_run_goes_on_bitwise(
    name: str, data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_spec(name, data, tmp_path / "whole")
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(17))
        with pytest.raises(InterruptedTrainingError, match="step 17 of 40") as caught:
            train_spec(name, data, tmp_path / "parts")
    assert f"sgm train {tmp_path / 'parts'} --resume" in caught.value.cure
    resume(tmp_path / "parts")
    assert log_of(tmp_path / "parts") == log_of(tmp_path / "whole")
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")


CRITIC = """
visible   x : real[2] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ] {loss = wasserstein, clip = 0.05, steps = 3}
"""


def test_a_run_of_several_batches_a_step_goes_on_bitwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, request = Source.of("critic.sgm", CRITIC), Request(data="ring", **OPTIONS)  # type: ignore[arg-type]
    train(source, request, tmp_path / "whole")
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(17))
        with pytest.raises(InterruptedTrainingError, match="step 17 of 40"):
            train(source, request, tmp_path / "parts")
    resume(tmp_path / "parts")
    assert log_of(tmp_path / "parts") == log_of(tmp_path / "whole")
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")


def test_an_interrupt_between_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_spec("vae", "digits", tmp_path / "whole")
    with monkeypatch.context() as patch:
        stop_by(patch, StoppingAtALine())
        with pytest.raises(InterruptedTrainingError, match="step 14 of 40"):
            train_spec("vae", "digits", tmp_path / "parts")
    assert [row["step"] for row in log_of(tmp_path / "parts")] == ["7", "14"]
    resume(tmp_path / "parts")
    assert log_of(tmp_path / "parts") == log_of(tmp_path / "whole")
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")


def test_a_seed_repeats_a_run_and_another_does_not(tmp_path: Path) -> None:
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        train_spec("gan", "ring", tmp_path / folder, seed=seed)
    assert log_of(tmp_path / "a") == log_of(tmp_path / "b")
    assert parameters(tmp_path / "a") == parameters(tmp_path / "b")
    assert log_of(tmp_path / "a") != log_of(tmp_path / "c")


def test_how_often_is_logged_changes_nothing_else(tmp_path: Path) -> None:
    train_spec("vae", "digits", tmp_path / "a")
    train_spec("vae", "digits", tmp_path / "b", log_every=40, checkpoint_every=40)
    ours, theirs = parameters(tmp_path / "a"), parameters(tmp_path / "b")
    assert {k: v for k, v in ours.items() if k.startswith("model")} == {
        k: v for k, v in theirs.items() if k.startswith("model")
    }


def test_lines_after_the_checkpoint_are_written_again(tmp_path: Path) -> None:
    train_spec("vae", "digits", tmp_path / "a")
    whole = log_of(tmp_path / "a")
    (tmp_path / "a" / CURRENT).unlink()  # the machine went down; step 33 is the last that is there
    with (tmp_path / "a" / "log.csv").open("a", encoding="utf-8") as stream:
        stream.write("41,0.2,1")
    resume(tmp_path / "a")
    assert log_of(tmp_path / "a") == whole


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path) -> None:
    train_spec("vae", "digits", tmp_path / "a")
    whole = parameters(tmp_path / "a")
    path = tmp_path / "a" / CURRENT
    path.write_bytes(path.read_bytes()[:1000])
    outcome = resume(tmp_path / "a")
    assert "cannot be used" in outcome.notes[0]
    assert parameters(tmp_path / "a") == whole


def test_without_any_checkpoint_nothing_resumes(tmp_path: Path) -> None:
    train_spec("vae", "digits", tmp_path / "a")
    for name in (CURRENT, PREVIOUS):
        (tmp_path / "a" / name).write_bytes(b"no checkpoint")
    with pytest.raises(TrainingError, match="cannot be used"):
        resume(tmp_path / "a")


def test_a_resumed_run_may_be_longer_but_not_other(tmp_path: Path) -> None:
    train_spec("vae", "digits", tmp_path / "a")
    assert resume(tmp_path / "a", Request(steps=50, batch=32)).run.state.step == 50
    with pytest.raises(TrainingError, match="made with batch 32"):
        resume(tmp_path / "a", Request(batch=64))
    assert resume(tmp_path / "a").run.state.step == 50
