"""Training ends when the held-out loss no longer falls, goes on bitwise, and gives the best."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

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
from schematic.training.checkpoint.checkpoint_file import CURRENT
from schematic.training.log.csv_log import LOG, read_log
from tests.training.test_resume import Stopping, log_of, parameters, stop_by

pytestmark = pytest.mark.usefixtures("no_pictures")
OPTIONS: dict[str, Any] = {
    "data": "digits",
    "fraction": 0.05,
    "steps": 400,
    "batch": 32,
    "lr": 0.02,
    "log_every": 5,
    "checkpoint_every": 13,
    "patience": 3,
    "ema": 0.5,
}


def held_out(folder: Path) -> list[float]:
    rows = read_log(folder / LOG)
    return [sum(v for name, v in row.items() if name.startswith("test ")) for row in rows]


def test_it_ends_goes_on_bitwise_and_gives_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = train(read(zoo()["vae"]), Request(**OPTIONS), tmp_path / "whole")
    losses = held_out(tmp_path / "whole")
    best = losses.index(min(losses))
    end = outcome.run.state.step
    assert 400 > end == 5 * len(losses)
    assert len(losses) - 1 - best == 3
    assert f"stopped at step {end} of 400" in outcome.notes[-1]
    assert f"the parameters of step {5 * (best + 1)}," in outcome.notes[-1]
    kept = load_file(tmp_path / "whole" / CURRENT)
    raw = open_run(tmp_path / "whole", raw=True).model.state_dict()
    for name, value in open_run(tmp_path / "whole").model.state_dict().items():
        assert torch.equal(value, kept[f"best.{name}"])
        assert torch.equal(raw[name], kept[f"model.{name}"])
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(end - 8))
        with pytest.raises(InterruptedTrainingError):
            train(read(zoo()["vae"]), Request(**OPTIONS), tmp_path / "parts")
    resume(tmp_path / "parts")
    assert log_of(tmp_path / "parts") == log_of(tmp_path / "whole")
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")
    assert resume(tmp_path / "parts").run.state.step == end  # there is nothing left to do
    longer = resume(tmp_path / "parts", Request(patience=4))
    assert longer.run.state.step > end


def test_a_game_has_no_loss_to_wait_for(tmp_path: Path) -> None:
    request = Request(data="ring", patience=2)
    with pytest.raises(TrainingError, match="GAN has 2 players, phi; theta"):
        train(read(zoo()["gan"]), request, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_without_held_out_examples_there_is_no_held_out_loss(tmp_path: Path) -> None:
    np.save(tmp_path / "points.npy", np.random.default_rng(0).random((50, 3)).astype("f4"))
    request = Request(data=str(tmp_path / "points.npy"), held_out=0.0, patience=2)
    with pytest.raises(TrainingError, match="none are held out"):
        train(read(zoo()["vae"]), request, tmp_path / "run")
