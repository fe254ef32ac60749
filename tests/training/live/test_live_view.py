"""A training that is shown: the same run, at most two panels a second, and how it ends is seen."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors import safe_open

import schematic
from schematic.training import InterruptedTrainingError
from schematic.training.live import view
from schematic.training.live.panel import Panel
from schematic.training.live.view import Pace, View
from schematic.training.loop import training_loop
from schematic.training.run.run_folder import open_run

pytestmark = pytest.mark.usefixtures("no_pictures")

FILES = ("log.csv", "config.json")


@pytest.fixture
def panels(monkeypatch: pytest.MonkeyPatch) -> list[Panel]:
    """What a notebook would show, of each line of the log."""
    shown: list[Panel] = []
    monkeypatch.setattr("schematic.training.from_python.notebook_output", lambda show: shown.append)
    monkeypatch.setattr(view, "APART", 0.0)
    monkeypatch.setattr(view, "SHARE", 1e9)
    return shown


def checkpoint_of(folder: Path) -> dict[str, object]:
    """What a checkpoint holds, with the states of the generators; its order is not settled."""
    with safe_open(folder / "checkpoint.safetensors", "numpy") as opened:
        names, told = list(opened.keys()), dict(opened.metadata())
        del told["checksum"]
        return {name: opened.get_tensor(name).tobytes() for name in names} | told


@pytest.mark.parametrize(("spec", "data"), [("gan", "ring"), ("cvae", "digits-binary")])
def test_a_run_is_the_same_byte_for_byte_with_and_without_a_view(
    spec: str, data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, panels: list[Panel]
) -> None:
    """But for the seconds in its log, which no two runs share: the clock of the loop stands."""
    monkeypatch.setattr(training_loop, "time", SimpleNamespace(perf_counter=lambda: 0.0))
    asked: dict[str, Any] = {"data": data, "steps": 12, "batch": 16, "log_every": 4, "ema": 0.9}
    schematic.train(spec, folder=tmp_path / "seen", **asked)
    assert panels[-1].samples is not None and panels[-1].samples_step == 12
    assert {panel.samples_step for panel in panels} > {4, 8}
    monkeypatch.setattr("schematic.training.from_python.notebook_output", lambda show: None)
    schematic.train(spec, folder=tmp_path / "unseen", **asked)
    for name in FILES:
        seen, unseen = ((tmp_path / each / name).read_bytes() for each in ("seen", "unseen"))
        assert seen == unseen, name
    assert checkpoint_of(tmp_path / "seen") == checkpoint_of(tmp_path / "unseen")


def test_the_last_panel_has_the_whole_curve_and_says_that_it_is_done(
    tmp_path: Path, panels: list[Panel]
) -> None:
    run = schematic.train("gan", data="ring", steps=8, log_every=2, folder=tmp_path / "run")
    last = panels[-1]
    assert last.line.startswith("step 8 of 8, done after ")
    assert [step for step, _ in last.curves["phi"]] == [2, 4, 6, 8]
    assert last.curves["theta"][-1][1] == pytest.approx(run.log[-1]["theta loss"], rel=1e-6)
    assert panels[0].how is None and "<progress" in panels[0].html
    assert "<progress" not in last.html and last.html.count("<img") == 2
    assert "<script" not in last.html and "<style" not in last.html
    assert last.text.startswith("GAN on ring: step 8 of 8")


def test_an_interrupted_run_keeps_its_panel_and_is_gone_on_with(
    tmp_path: Path, panels: list[Panel]
) -> None:
    def press(step: int, values: Mapping[str, float]) -> None:
        if step == 4:
            os.kill(os.getpid(), signal.SIGINT)

    asked: dict[str, Any] = {"data": "ring", "steps": 8, "log_every": 2, "folder": tmp_path / "run"}
    with pytest.raises(InterruptedTrainingError, match="step 4 of 8") as caught:
        schematic.train("gan", callbacks=[press], **asked)
    assert "the same call with resume=True goes on" in caught.value.cure
    assert panels[-1].line.startswith("step 4 of 8, interrupted") and panels[-1].samples_step == 4
    run = schematic.train("gan", resume=True, **asked)
    assert [row["step"] for row in run.log] == [2, 4, 6, 8]
    assert [step for step, _ in panels[-1].curves["phi"]] == [2, 4, 6, 8]


def test_an_error_leaves_the_last_panel(tmp_path: Path, panels: list[Panel]) -> None:
    with pytest.raises(schematic.Error):
        schematic.train(
            "vae", data="digits", steps=9, log_every=1, lr=1e18, folder=tmp_path / "run"
        )
    assert panels[-1].how == "ended by an error"


def test_a_front_end_that_is_gone_ends_no_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(panel: Panel) -> None:
        raise ConnectionResetError

    monkeypatch.setattr("schematic.training.from_python.notebook_output", lambda show: refuse)
    assert schematic.train("gan", data="ring", steps=2, folder=tmp_path / "run").log


def test_samples_that_cannot_be_drawn_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, panels: list[Panel]
) -> None:
    def fail(run: object) -> None:
        raise RuntimeError("out of <memory>")

    monkeypatch.setattr(view, "draw_run_samples", fail)
    schematic.train("gan", data="ring", steps=2, folder=tmp_path / "run")
    assert "samples of step 2 could not be drawn: out of &lt;memory&gt;" in panels[-1].html


def test_a_view_shows_at_most_two_panels_a_second_and_takes_a_small_share_of_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that only steps and panels move: 10 ms a step, 5 ms a panel, 0.3 s for samples."""
    schematic.train("gan", data="ring", steps=1, folder=tmp_path / "run")
    now = [0.0]
    spent = {"panel": 0, "samples": 0}

    def cost(what: str, seconds: float) -> None:
        spent[what] += 1
        now[0] += seconds

    monkeypatch.setattr(view, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    monkeypatch.setattr(view, "draw_run_samples", lambda run: cost("samples", 0.3))
    seen = View(open_run(tmp_path / "run"), nullcontext, lambda panel: cost("panel", 0.005))
    for step in range(2, 10_002):
        now[0] += 0.01
        seen.tick(step)
        seen.report(step, now[0], {"phi": 1.0})
    assert 100 < spent["panel"] <= 2 * now[0]
    assert spent["samples"] >= 2
    assert (spent["panel"] * 0.005 + spent["samples"] * 0.3) / now[0] < 0.03


def test_what_costs_more_is_done_less_often() -> None:
    pace = Pace(0.0)
    pace.spent(1.0, 1.0)
    assert pace.next == 1.0 + view.APART
    pace.spent(1.0, 4.0)
    assert pace.next == 4.0 + 3.0 / view.SHARE


def test_a_watcher_gets_the_run_and_cannot_change_it(tmp_path: Path) -> None:
    steps: list[int] = []

    def watch(run: schematic.Run) -> None:
        steps.append(int(run.log[-1]["step"]))
        assert run.sample(3).shape == (3, 2)
        torch.randn(17)

    asked: dict[str, Any] = {"data": "ring", "steps": 6, "log_every": 2, "seed": 3}
    watched = schematic.train("gan", watch=watch, folder=tmp_path / "watched", **asked)
    assert steps == [2, 4, 6]
    alone = schematic.train("gan", folder=tmp_path / "alone", **asked)
    assert watched.log[-1]["phi loss"] == alone.log[-1]["phi loss"]


def test_a_function_of_the_user_stops_a_training_cleanly(
    tmp_path: Path, panels: list[Panel]
) -> None:
    calls: list[int] = []

    def watch(run: schematic.Run) -> None:
        calls.append(run.opened.state.step)
        if calls[-1] == 4:
            raise schematic.StopTraining("it is good enough")

    asked: dict[str, Any] = {"data": "ring", "steps": 8, "log_every": 2, "folder": tmp_path / "run"}
    run = schematic.train("gan", watch=watch, **asked)
    assert calls == [2, 4]
    assert run.log[-1]["step"] == 4
    assert "stopped at step 4 of 8 by StopTraining: it is good enough" in run.notes[-1]
    assert panels[-1].how == "ended early"
    assert schematic.open_run(tmp_path / "run").opened.state.step == 4
    assert schematic.train("gan", resume=True, **asked).log[-1]["step"] == 8


@pytest.mark.parametrize("error", [OSError(28, "no space left"), ValueError("mine")])
def test_what_a_function_of_the_user_raises_stays_the_users(
    error: Exception, tmp_path: Path
) -> None:
    def callback(step: int, values: Mapping[str, float]) -> None:
        raise error from KeyError("before")

    with pytest.raises(type(error)) as caught:
        schematic.train("gan", data="ring", steps=2, folder=tmp_path / "run", callbacks=[callback])
    assert caught.value is error
    assert isinstance(error.__cause__, KeyError)
    names = [entry.name for entry in caught.traceback]
    assert names[0] == "test_what_a_function_of_the_user_raises_stays_the_users"
    assert names[1:] == ["train", "callback"]
    assert "the checkpoint of step 0 is still there" in error.__notes__[0]


def test_another_model_does_not_go_on(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"data": "ring", "steps": 2, "folder": tmp_path / "run"}
    schematic.train("gan", **asked)
    with pytest.raises(schematic.Error, match=r"begun with another spec than vae\.sgm") as caught:
        schematic.train("vae", resume=True, **asked)
    assert "or begin another run: folder=…" in caught.value.cure
    for resumed in (False, True):
        with pytest.raises(schematic.Error, match="folder names no folder: it is empty"):
            schematic.train("gan", **{**asked, "folder": "", "resume": resumed})
    with pytest.raises(schematic.Error, match="resume=True goes on, force=True begins anew"):
        schematic.train("gan", resume=True, force=True, **asked)
    with pytest.raises(schematic.Error, match="holds a run already") as caught:
        schematic.train("gan", **asked)
    assert "write over it: force=True; or choose another: folder=…" in caught.value.cure
