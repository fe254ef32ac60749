"""A run is sampled without its data, in any folder, on any machine; the rest says it needs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.cli import main
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, RunError, TrainingError, evaluate, open_run, train
from schematic.training.evaluation import Effort
from schematic.training.run.run_folder import CONFIG, bring_data
from schematic.training.run.samples import draw_samples

pytestmark = pytest.mark.usefixtures("no_pictures")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run on points whose data are gone; in its units they are around 50."""
    np.save(tmp_path / "data.npy", np.random.default_rng(0).random((50, 2)).astype(np.float32))
    request = Request(data=str(tmp_path / "data.npy"), steps=2, batch=8)
    train(read(zoo()["vae"]), request, tmp_path / "run")
    (tmp_path / "data.npy").rename(tmp_path / "away.npy")
    return tmp_path / "run"


def test_samples_are_those_that_a_run_with_data_draws(run: Path) -> None:
    alone = draw_samples(open_run(run, with_data=False), 5)
    (run.parent / "away.npy").rename(run.parent / "data.npy")
    with_data = open_run(run)
    assert np.array_equal(alone, draw_samples(with_data, 5))
    assert with_data.setup.config == open_run(run, with_data=False).setup.config
    assert len(bring_data(open_run(run, with_data=False)).setup.train.columns["x", ""]) == 45


def test_scales_are_kept_with_the_run(tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", np.arange(60, dtype=np.uint8).reshape(30, 2))
    train(read(zoo()["vae"]), Request(data=str(tmp_path / "data.npy"), steps=2), tmp_path / "run")
    (tmp_path / "data.npy").unlink()
    assert draw_samples(open_run(tmp_path / "run", with_data=False), 9).max() > 20


def test_images_are_sampled_where_there_are_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for index in range(6):
        (tmp_path / "faces").mkdir(exist_ok=True)
        Image.fromarray(np.full((4, 4), index, np.uint8)).save(tmp_path / f"faces/{index}.png")
    monkeypatch.chdir(tmp_path)
    train(read(zoo()["vae"]), Request(data="faces", steps=2), "run")
    shutil.rmtree("faces")
    (tmp_path / "far").mkdir()
    shutil.move("run", "far/run")
    monkeypatch.chdir(tmp_path / "far")
    assert main(["sample", "run", "-n", "4"]) == 0
    assert main(["sample", "run", "-n", "4", "-o", "four.npy"]) == 0
    assert capsys.readouterr().err == ""
    assert np.load("four.npy").shape == (4, 1, 4, 4)


def test_points_are_drawn_alone_and_this_is_said(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", str(run), "-n", "4"]) == 0
    assert "nothing of the data is taken or shown" in capsys.readouterr().err
    assert (run / "samples-4.png").exists()


def test_what_needs_the_data_says_so_and_they_can_be_named(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(run)]) == 1
    message = capsys.readouterr().err
    assert "data.npy, which is not there any more" in message
    assert "--data PATH" in message
    moved = str(run.parent / "away.npy")
    assert main(["evaluate", str(run), "--data", moved, "--draws", "1", "--samples", "5"]) == 0
    with pytest.raises(RunError, match="opened without its data"):
        evaluate(open_run(run, with_data=False), Effort(draws=1, samples=5))


def test_a_run_of_a_device_that_is_not_here(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = json.loads((run / CONFIG).read_text("utf-8"))
    config["options"]["device"] = "mps"
    (run / CONFIG).write_text(json.dumps(config), "utf-8")
    monkeypatch.setattr(
        "schematic.training.device.AVAILABLE", {"mps": lambda: False, "cpu": lambda: True}
    )
    opened = open_run(run, with_data=False)
    assert opened.device.type == "cpu"
    assert "trained on mps, which is not here: cpu is used" in "".join(opened.notes)
    with pytest.raises(TrainingError, match="no device `mps`"):
        open_run(run, {"device": "mps"}, with_data=False)
