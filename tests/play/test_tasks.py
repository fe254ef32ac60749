"""What trainings and proofs tell; here in this process, so that torch is imported once."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from schematic.diagnostics import Error
from schematic.play.side_by_side import BATCH, DATA, GAN, VAE
from schematic.play.tasks import TASKS
from tests.play.conftest import spec

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task has a folder of its own."""
    monkeypatch.chdir(tmp_path)


def told(task: str, **asked: object) -> list[Mapping[str, Any]]:
    """The events of a task."""
    events: list[Mapping[str, Any]] = []
    TASKS[task].do({"name": "a.sgm", **asked}, events.append)
    return events


def test_a_training_tells_losses_and_images() -> None:
    events = told("train", text=spec("vae"), data="digits", steps=30, batch=32)
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["start", "data"]
    assert (events[-1]["type"], events[-1]["why"], events[-1]["step"]) == ("end", "done", 30)
    losses = [event for event in events if event["type"] == "loss"]
    assert len(losses) == 30 and set(losses[0]["losses"]) == {"θ,η"}
    first, *_, last = (event for event in events if event["type"] == "samples")
    assert last["step"] == 30 and (last["height"], last["width"]) == (8, 8)
    assert len(base64.b64decode(last["pixels"])) == last["count"] * 64
    assert first["pixels"] != last["pixels"] and "modes" not in last


def test_points_are_in_the_units_of_the_data() -> None:
    events = told("train", text=spec("gan"), data="ring", steps=4, batch=16)
    samples = next(event for event in events if event["type"] == "samples")
    data = next(event for event in events if event["type"] == "data")
    assert len(data["points"]) == len(samples["points"]) == 400
    radii = [x * x + y * y for x, y in data["points"]]
    assert 3 < sum(radii) / len(radii) < 5  # the ring has the radius 2


@pytest.mark.parametrize("text", [GAN, VAE], ids=["gan", "vae"])
def test_the_pair_trains_and_tells_which_modes_it_finds(text: str) -> None:
    events = told("train", text=text, data=DATA, steps=6, batch=BATCH)
    assert events[-1]["why"] == "done"
    *_, last = (event for event in events if event["type"] == "samples")
    assert last["modes"]["of"] == 8 and 0 <= last["modes"]["found"] <= 8
    assert 0 <= last["modes"]["share"] <= 1 and len(last["points"]) == 400


def test_a_model_that_samples_nothing_tells_losses_alone() -> None:
    events = told("train", text=spec("dann"), data="moons-rotated", steps=3, batch=16)
    assert {event["type"] for event in events} >= {"start", "loss", "end"}
    assert not any(event["type"] == "samples" for event in events)


def test_a_training_ends_with_its_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schematic.play.tasks.train.time.monotonic", iter(range(10**6)).__next__)
    events = told("train", text=spec("gan"), data="ring", steps=20_000, batch=16, seconds=1)
    assert (events[-1]["type"], events[-1]["why"]) == ("end", "the time is over")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": "/etc/passwd"}, "no embedded data set"),
        ({"data": "./ring"}, "no embedded data set"),
        ({"steps": 10**9}, "`steps` is not a number from 1 to"),
        ({"steps": "5"}, "`steps` is not a number"),
        ({"batch": float("nan")}, "`batch` is not a number"),
        ({"text": spec("gan").replace("128, 128", "9999, 9999")}, "parameters"),
        ({"text": "model GN\nvisible x : uni ~ data\n"}, "`uni`"),
        ({"text": 'model A = swap x <-> z in "b.sgm"\n'}, "may not name"),
    ],
)
def test_what_cannot_be_trained_is_told(changes: dict[str, object], message: str) -> None:
    Path("b.sgm").write_text(spec("infogan"))
    with pytest.raises(Error, match=message):
        told("train", **{"text": spec("gan"), "data": "ring", "steps": 1, **changes})
    assert not Path("run").exists()


def test_the_receipt_comes_row_by_row() -> None:
    events = told("verify", text=spec("ae"))
    rows = [event for event in events if event["type"] == "row"]
    assert rows and all(row["verdict"] in ("pass", "not applicable") for row in rows)
    assert events[-1]["type"] == "end" and events[-1]["passed"] is True
    assert all(row["identity"] in events[-1]["text"] for row in rows)
