"""Pictures during training can be compared, go on after an interruption, and change nothing."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import (
    InterruptedTrainingError,
    Request,
    Run,
    TrainingError,
    open_run,
    resume,
    train,
)
from schematic.training.pictures import frames
from schematic.training.pictures.frames import draw_frame, frames_of, write_animation
from tests.training.test_resume import Stopping, stop_by

TRAINING = "schematic.training.train_and_resume"


def gan(folder: Path, **options: float) -> Run:
    request = Request(**{"data": "ring", "batch": 16, "seed": 3, **options})  # type: ignore[arg-type]
    return train(read(zoo()["gan"]), request, folder).run


@pytest.fixture
def no_final_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{TRAINING}.draw_pictures", lambda run: ())
    monkeypatch.setattr(f"{TRAINING}.save_drawing", lambda schematic, folder: None)


@pytest.mark.slow
@pytest.mark.usefixtures("no_final_pictures")
def test_frames_change_nothing_and_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, watched = gan(tmp_path / "a", steps=8), gan(tmp_path / "b", steps=8, sample_every=3)
    for name, value in plain.model.state_dict().items():
        assert (watched.model.state_dict()[name] == value).all(), name
    whole = frames_of(tmp_path / "b")
    assert list(whole) == [3, 6, 8]
    stop_by(monkeypatch, Stopping(7, signal.SIGINT))
    with pytest.raises(InterruptedTrainingError, match="and pictures are drawn"):
        gan(tmp_path / "c", steps=8, sample_every=3)
    monkeypatch.undo()
    monkeypatch.setattr(f"{TRAINING}.draw_pictures", lambda run: ())
    (tmp_path / "c/samples/000099.png").write_bytes(b"of a step that will come again")
    resume(tmp_path / "c")
    again = frames_of(tmp_path / "c")
    assert list(again) == [3, 6, 8]
    for step, path in whole.items():
        assert again[step].read_bytes() == path.read_bytes(), step
    animation = Image.open(io.BytesIO((tmp_path / "b/samples.gif").read_bytes()))
    assert getattr(animation, "n_frames", 1) == 3


@pytest.mark.usefixtures("no_final_pictures")
def test_frames_show_the_average_where_one_is_kept(tmp_path: Path) -> None:
    gan(tmp_path / "a", steps=6, sample_every=6, ema=0.9)
    (frame,) = frames_of(tmp_path / "a").values()
    shown = frame.read_bytes()
    assert draw_frame(open_run(tmp_path / "a", raw=True)) is None
    assert frame.read_bytes() != shown
    assert draw_frame(open_run(tmp_path / "a")) is None
    assert frame.read_bytes() == shown


def test_what_cannot_be_shown_is_refused_before_training(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="AE does not sample data"):
        train(read(zoo()["ae"]), Request(data="digits", sample_every=1), tmp_path / "a")
    with pytest.raises(TrainingError, match="2,000 pictures") as caught:
        gan(tmp_path / "a", steps=4_000, sample_every=2)
    assert "--sample-every 4" in caught.value.cure
    with pytest.raises(TrainingError, match="--shard spreads"):
        train(read(zoo()["gan"]), Request(data="ring", sample_every=9, shard=True), tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_link_is_not_followed(tmp_path: Path, opened: Callable[[str], Run]) -> None:
    run = opened("gan")
    (tmp_path / "elsewhere").mkdir()
    (run.folder / "samples").symlink_to(tmp_path / "elsewhere")
    try:
        assert "is a link" in (draw_frame(run) or "")
        assert not list((tmp_path / "elsewhere").iterdir())
        assert frames_of(run.folder) == {}
    finally:
        (run.folder / "samples").unlink()


def test_an_animation_has_so_many_frames_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "samples").mkdir()
    for step in range(10):
        shade = Image.new("RGB", (8, 8), (25 * step,) * 3)
        shade.save(tmp_path / f"samples/{step:06}.png")
    monkeypatch.setattr(frames, "SHOWN_FRAMES", 4)
    assert write_animation(tmp_path) is None
    animation = Image.open(io.BytesIO((tmp_path / "samples.gif").read_bytes()))
    shown = []
    for number in range(4):
        animation.seek(number)
        shown.append(round(float(np.asarray(animation.convert("L")).mean()) / 25))
    assert shown == [0, 3, 6, 9]
    (tmp_path / "samples/000004.png").write_bytes(b"no picture")
    monkeypatch.setattr(frames, "SHOWN_FRAMES", 100)
    assert "could not be made" in (write_animation(tmp_path) or "")
