"""Distances put held-out data first, then a trained model, then an untrained one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, evaluate, open_run, train
from schematic.training.evaluation import Effort, Result
from schematic.training.run.samples import draw_samples, sample_batches

ONLY = ("samples-beside-data",)
EFFORT = Effort(samples=600)


def measured(name: str, steps: int, folder: Path) -> tuple[Result, ...]:
    train(read(zoo()[name]), Request(data="digits", steps=steps), folder)
    return evaluate(open_run(folder), EFFORT, ONLY)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "steps"), [("vae", 200), ("gan", 800)])
@pytest.mark.usefixtures("no_pictures")
def test_the_order_on_digits_makes_sense(name: str, steps: int, tmp_path: Path) -> None:
    untrained = measured(name, 1, tmp_path / "untrained")
    trained = measured(name, steps, tmp_path / "trained")
    assert (tmp_path / ".classifiers").is_dir()
    names = [r.name for r in trained]
    assert names == [r.name for r in untrained]
    assert "in groups of 297, as many as are held out, with 1500 training" in trained[0].meaning
    assert "seed 0" in trained[0].meaning
    compared = [at for at, name in enumerate(names) if name.endswith(", classifier")]
    assert len(compared) == 7
    for at in compared:
        sign = {"lower": -1, "higher": 1}[str(trained[at].better)]
        held_out = trained[at + 1]
        assert held_out == untrained[at + 1]
        assert sign * untrained[at].value <= sign * trained[at].value, names[at]
        if not names[at].startswith("recall"):  # which is 0 until training is well on its way
            assert untrained[at].value != trained[at].value, names[at]
        if not names[at].startswith("density"):  # which is not at its best for the data
            assert sign * trained[at].value < sign * held_out.value, names[at]


@pytest.mark.usefixtures("no_pictures")
def test_samples_come_in_batches_and_repeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(read(zoo()["gan"]), Request(data="ring", steps=2), tmp_path / "run")
    run = open_run(tmp_path / "run")
    monkeypatch.setattr("schematic.training.run.samples.BATCH", 7)
    batches = list(sample_batches(run, 20, 3))
    assert [len(batch) for batch in batches] == [7, 7, 6]
    again = np.concatenate(list(sample_batches(run, 20, 3)))
    assert np.array_equal(np.concatenate(batches), again)
    assert np.array_equal(batches[0], draw_samples(run, 7, 3))
