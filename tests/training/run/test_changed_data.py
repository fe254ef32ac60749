"""A run remembers its data: what was held out stays so when they grow, and others are asked for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from schematic.data import load
from schematic.data.held_out_rows import held_out_digests, hold_out_known
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, RunError, TrainingError, open_run, resume, train
from schematic.training.run.run_data import HELD_OUT
from schematic.training.run.run_folder import CONFIG, Run

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


def _grow(data: Path) -> None:
    values = np.load(data)
    np.save(data, np.concatenate([values[:1] / 2, values]))


def _held_out(run: Run) -> set[bytes]:
    assert run.setup.test is not None
    return {row.tobytes() for row in run.setup.test.columns["x", ""]}


def test_the_same_data_are_not_mentioned(data: Path) -> None:
    run = data.parent / "run"
    assert open_run(run).notes == ()
    assert resume(run, Request(steps=4)).notes == ()


def test_what_was_held_out_stays_so_when_data_grow(data: Path) -> None:
    run = data.parent / "run"
    before = _held_out(open_run(run))
    assert len(before) == 5
    _grow(data)
    opened = open_run(run)
    assert _held_out(opened) == before
    (note,) = opened.notes
    assert (
        f"the data {data} {CHANGED}: 51 examples, where there were 50; of 5 examples held" in note
    )
    assert "all are still held out, and the others are for training" in note


def test_a_run_goes_on_with_data_that_grew_if_that_is_asked_for(data: Path) -> None:
    run = data.parent / "run"
    before = _held_out(open_run(run))
    _grow(data)
    with pytest.raises(TrainingError, match=CHANGED) as caught:
        resume(run, Request(steps=4))
    assert f"--data {data}" in caught.value.cure
    outcome = resume(run, Request(steps=4, data=str(data)))
    assert len(outcome.notes) == 1
    assert _held_out(outcome.run) == before
    assert open_run(run).notes == ()  # these are the data of the run now
    assert resume(run, Request(steps=6)).notes == ()
    assert _held_out(open_run(run)) == before


def test_examples_that_are_gone_are_told(data: Path) -> None:
    run = data.parent / "run"
    held_out = _held_out(open_run(run))
    rows = [row for row in np.load(data) if row.tobytes() != min(held_out)]
    np.save(data, np.stack(rows))
    (note,) = open_run(run).notes
    assert "of 5 examples held out, 4 are still there" in note
    assert _held_out(open_run(run)) == held_out - {min(held_out)}


def test_data_without_any_of_them_are_measured_only_if_that_is_asked_for(data: Path) -> None:
    run = data.parent / "run"
    np.save(data, np.load(data) / 2)
    with pytest.raises(RunError, match="of 5 examples held out none is there"):
        open_run(run)
    (note,) = open_run(run, {"data": str(data)}).notes
    assert "may have been trained on" in note
    with pytest.raises(RunError, match="none is there"):
        resume(run, Request(steps=4))


def test_data_that_were_moved_are_the_same(data: Path) -> None:
    run, away = data.parent / "run", data.with_name("away.npy")
    before = _held_out(open_run(run))
    data.rename(away)
    with pytest.raises(RunError, match="not there any more"):
        resume(run, Request(steps=4))
    assert open_run(run, {"data": str(away)}).notes == ()
    outcome = resume(run, Request(steps=4, data=str(away)))
    assert outcome.notes == ()
    assert open_run(run).setup.config.data == str(away)
    assert _held_out(open_run(run)) == before


def test_a_run_does_not_go_on_with_other_data(data: Path) -> None:
    other = data.with_name("other.npy")
    np.save(other, np.load(data) / 2)
    run = data.parent / "run"
    assert open_run(run, {"data": str(other)}).notes == ()
    with pytest.raises(TrainingError, match=r"other\.npy are others than those"):
        resume(run, Request(steps=4, data=str(other)))


def test_data_that_bring_their_split_are_mentioned_each_time(data: Path) -> None:
    values = np.load(data)
    path = data.with_name("split.npz")
    np.savez(path, x_train=values, x_test=values[:3] / 2)
    run = data.parent / "split"
    train(read(zoo()["ae"]), Request(data=str(path), steps=2, batch=8), run)
    assert not (run / HELD_OUT).exists()
    np.savez(path, x_train=values, x_test=values[:3])
    for notes in (open_run(run).notes, resume(run, Request(steps=4, data=str(path))).notes):
        (note,) = notes
        assert f"{path} {CHANGED}: examples that are held out now may have been trained on" in note
    with pytest.raises(TrainingError, match=CHANGED):
        resume(run, Request(steps=6))


@pytest.mark.parametrize("damage", [None, b"torn"])
def test_without_what_is_remembered_the_change_is_mentioned(
    data: Path, damage: bytes | None
) -> None:
    path = data.parent / "run" / HELD_OUT
    path.unlink() if damage is None else path.write_bytes(damage)
    told = [] if damage is None else ["it has 4 bytes"]
    assert [note.split(": ")[-1] for note in open_run(path.parent).notes] == told
    _grow(data)
    notes = open_run(path.parent).notes
    assert len(notes) == len(told) + 1
    assert "may have been trained on" in notes[-1]


def test_a_run_of_before_has_no_fingerprint(data: Path) -> None:
    path = data.parent / "run" / CONFIG
    config = json.loads(path.read_text("utf-8"))
    del config["options"]["fingerprint"], config["options"]["examples"]
    path.write_text(json.dumps(config), "utf-8")
    np.save(data, np.load(data)[::-1])
    assert open_run(path.parent).notes == ()


def test_of_equal_examples_as_many_are_held_out(tmp_path: Path) -> None:
    values = np.repeat(np.arange(3.0)[:, None], 20, axis=0)
    np.save(tmp_path / "a.npy", values)
    before = load(tmp_path / "a.npy", held_out=0.3)
    whole = load(tmp_path / "a.npy", held_out=0)
    again = hold_out_known(whole, held_out_digests(before))
    assert again is not None
    for split in ("train", "test"):
        first, second = (
            np.sort(getattr(each, split)[""]["features"], axis=0) for each in (before, again)
        )
        assert np.array_equal(first, second)
    assert hold_out_known(whole, held_out_digests(whole)) is None
