"""Lines of the log go to JSON lines, TensorBoard and callbacks, each once."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import (
    InterruptedTrainingError,
    Request,
    TrainingError,
    open_run,
    resume,
    train,
)
from schematic.training.log.csv_log import LOG, read_log
from schematic.training.log.outlets import EVENTS, JSONL, OUTLETS, Jsonl, cut_outlets
from schematic.training.options.config import LOGS
from tests.training.test_resume import Stopping, stop_by

pytestmark = pytest.mark.usefixtures("no_pictures")
REQUEST = Request(data="ring", steps=12, batch=16, log_every=2, checkpoint_every=5, log=("jsonl",))


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / JSONL).read_text("utf-8").splitlines()]


def test_the_options_name_all_outlets() -> None:
    assert tuple(OUTLETS) == LOGS


def test_all_places_get_the_same_lines(tmp_path: Path) -> None:
    heard: list[tuple[int, Mapping[str, float]]] = []
    train(
        read(zoo()["gan"]),
        REQUEST,
        tmp_path / "run",
        callbacks=[lambda step, values: heard.append((step, values))],
    )
    rows = read_log(tmp_path / "run" / LOG)
    assert [step for step, _ in heard] == [2, 4, 6, 8, 10, 12]
    assert lines(tmp_path / "run") == [{"step": step, **values} for step, values in heard]
    for row, line in zip(rows, lines(tmp_path / "run"), strict=True):
        assert row.keys() == line.keys()
        assert list(row.values()) == pytest.approx(list(line.values()), rel=1e-8)


def test_a_resumed_run_has_each_line_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(7))
        with pytest.raises(InterruptedTrainingError):
            train(read(zoo()["gan"]), REQUEST, tmp_path / "run")
    path = tmp_path / "run" / JSONL
    path.write_text(path.read_text("utf-8") + '{"step": 8, "seconds": 1}\n{"ste', "utf-8")
    resume(tmp_path / "run")
    assert [line["step"] for line in lines(tmp_path / "run")] == [2, 4, 6, 8, 10, 12]
    assert "theta loss" in lines(tmp_path / "run")[3]


def test_a_file_of_something_else_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / JSONL).write_text("[1, 2]\n", "utf-8")
    (note,) = cut_outlets(tmp_path, 3)
    assert "is damaged" in note
    assert not (tmp_path / JSONL).exists()
    assert (tmp_path / f"{JSONL}.damaged").exists()


def test_what_is_not_finite_is_a_word(tmp_path: Path) -> None:
    outlet = Jsonl(tmp_path, 0)
    outlet.write(1, {"a": float("nan"), "b": float("-inf"), "c": 0.5})
    assert lines(tmp_path) == [{"step": 1, "a": "NaN", "b": "-Infinity", "c": 0.5}]


def test_a_run_that_is_written_over_leaves_no_lines(tmp_path: Path) -> None:
    train(read(zoo()["gan"]), REQUEST, tmp_path / "run")
    train(read(zoo()["gan"]), Request(data="ring", steps=2, batch=16), tmp_path / "run", force=True)
    assert not (tmp_path / "run" / JSONL).exists()


def test_a_missing_package_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(TrainingError, match="needs the package tensorboard") as caught:
        train(read(zoo()["gan"]), Request(data="ring", log=("tensorboard",)), tmp_path / "run")
    assert caught.value.cure == "pip install 'schematic[tensorboard]'"
    assert not (tmp_path / "run").exists()


def test_tensorboard_gets_scalars_and_forgets_later_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []

    class SummaryWriter:
        def __init__(self, folder: str, purge_step: int | None) -> None:
            self.folder, self.purge, self.scalars = folder, purge_step, list[Any]()
            self.closed = False
            made.append(self)

        def add_scalar(self, name: str, value: float, step: int) -> None:
            self.scalars.append((name, value, step))

        def flush(self) -> None:
            pass

        def close(self) -> None:
            self.closed = True

    module = ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = SummaryWriter  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: SimpleNamespace())
    request = Request(data="ring", steps=4, batch=16, log_every=2, log=("tensorboard",))
    train(read(zoo()["gan"]), request, tmp_path / "run")
    resume(tmp_path / "run", Request(steps=6))
    assert [each.purge for each in made] == [None, 5]
    assert all(each.closed and each.folder == str(tmp_path / "run" / EVENTS) for each in made)
    assert {step for name, _, step in made[0].scalars if name == "phi loss"} == {2, 4}
    assert open_run(tmp_path / "run").setup.config.log == ("tensorboard",)


def test_what_a_callback_raises_ends_the_training(tmp_path: Path) -> None:
    def refuse(step: int, values: Mapping[str, float]) -> None:
        raise ArithmeticError(f"enough at {step}")

    with pytest.raises(ArithmeticError, match="enough at 2"):
        train(read(zoo()["gan"]), REQUEST, tmp_path / "run", callbacks=[refuse])
    assert resume(tmp_path / "run").run.state.step == 12
