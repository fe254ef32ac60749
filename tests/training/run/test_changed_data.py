"""A run says so when its data are not those that it was begun with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, open_run, resume, train
from schematic.training.run.run_folder import CONFIG

pytestmark = pytest.mark.usefixtures("no_pictures")

CHANGED = "have changed since the run was begun"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of data on which a run in the folder `run` has been trained."""
    path = tmp_path / "data.npy"
    np.save(path, np.random.default_rng(0).random((50, 3), np.float32))
    request = Request(data=str(path), steps=2, batch=8)
    assert train(read(zoo()["ae"]), request, tmp_path / "run").notes == ()
    return path


def test_the_same_data_are_not_mentioned(data: Path) -> None:
    run = data.parent / "run"
    assert open_run(run).notes == ()
    assert resume(run, Request(steps=4)).notes == ()


@pytest.mark.parametrize("change", ["a row more", "a value"])
def test_other_data_are_mentioned_each_time(data: Path, change: str) -> None:
    values = np.load(data)
    if change == "a value":
        values[7, 1] += 0.01
    else:
        values = np.concatenate([values, values[:1] / 2])
    np.save(data, values)
    run = data.parent / "run"
    for notes in (open_run(run).notes, resume(run, Request(steps=4)).notes, open_run(run).notes):
        assert len(notes) == 1
        assert f"the data {data} {CHANGED}" in notes[0]


def test_other_data_that_are_asked_for_are_not_mentioned(data: Path) -> None:
    np.save(data.with_name("other.npy"), np.load(data)[::-1])
    run = data.parent / "run"
    assert open_run(run, {"data": str(data.with_name("other.npy"))}).notes == ()


def test_a_run_of_before_has_no_fingerprint(data: Path) -> None:
    path = data.parent / "run" / CONFIG
    config = json.loads(path.read_text("utf-8"))
    del config["options"]["fingerprint"]
    path.write_text(json.dumps(config), "utf-8")
    np.save(data, np.load(data)[::-1])
    assert open_run(path.parent).notes == ()
