"""Runs with averages, other optimizers and schedules go on bitwise where they were interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import InterruptedTrainingError, Request, resume, train
from tests.training.test_resume import OPTIONS, Stopping, log_of, parameters, stop_by

pytestmark = pytest.mark.usefixtures("no_pictures")

VAE: dict[str, Any] = {
    "data": "digits",
    "ema": 0.99,
    "clip": 0.5,
    "schedule": "cosine",
    "warmup": 10,
    "optimizer": "adamw",
    "accumulate": 2,
}
GAN: dict[str, Any] = {
    "data": "ring",
    "ema": 0.9,
    "optimizer": {"phi": "rmsprop", "theta": "sgd"},
    "momentum": {"phi": 0.5, "theta": 0.9},
    "lr": {"phi": 1e-4, "theta": 1e-2},
    "clip": 1.0,
}
THREE: dict[str, Any] = {
    "data": "moons-unpaired",
    "ema": 0.9,
    "optimizer": {"*": "adam", "theta,eta": "sgd"},
    "clip": 1.0,
    "warmup": 20,
    "schedule": "constant",
}
CASES = [
    ("vae", VAE),
    ("gan", GAN),
    pytest.param("cyclegan", THREE, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("name", "more"), CASES)
def test_an_interrupted_run_goes_on_bitwise(
    name: str, more: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request(**{**OPTIONS, **more})
    train(read(zoo()[name]), request, tmp_path / "whole")
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(17))
        with pytest.raises(InterruptedTrainingError, match="step 17 of 40"):
            train(read(zoo()[name]), request, tmp_path / "parts")
    resume(tmp_path / "parts")
    assert log_of(tmp_path / "parts") == log_of(tmp_path / "whole")
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")


def test_the_scales_of_float16_go_on_bitwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    def small(precision: str, players: list[str], device: torch.device) -> dict[str, Any]:
        make = torch.amp.GradScaler
        return {p: make(device.type, init_scale=2.0**30, growth_interval=3) for p in players}

    monkeypatch.setattr("schematic.training.run.run_folder.make_scalers", small)
    request = Request(**{**OPTIONS, "data": "ring", "precision": "fp16"})
    whole = train(read(zoo()["gan"]), request, tmp_path / "whole").run
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(17))
        with pytest.raises(InterruptedTrainingError):
            train(read(zoo()["gan"]), request, tmp_path / "parts")
    parts = resume(tmp_path / "parts").run
    assert whole.state.scalers["phi"].get_scale() not in (1.0, 2.0**30)
    assert {p: s.state_dict() for p, s in whole.state.scalers.items()} == {
        p: s.state_dict() for p, s in parts.state.scalers.items()
    }
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")
