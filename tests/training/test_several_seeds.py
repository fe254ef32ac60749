"""Several seeds give the runs that each gives alone, and their mean and spread."""

from __future__ import annotations

import csv
import io
import math
import signal
import statistics
from functools import partial
from pathlib import Path

import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import InterruptedTrainingError, Request, TrainingError, open_run, train
from schematic.training.evaluation import Effort, evaluate
from schematic.training.several_seeds import (
    Spread,
    numbers_of,
    spread_of,
    train_seeds,
    write_table,
)
from tests.training.test_resume import Stopping, stop_by

REQUEST = Request(data="ring", steps=6, batch=16, seed=4)


def test_numbers_spread() -> None:
    spreads = spread_of({0: {"a": 1.0, "b": 2.0}, 1: {"a": 2.0}, 2: {"a": 6.0}})
    assert [each.name for each in spreads] == ["a", "b"]
    assert (spreads[0].mean, spreads[0].deviation) == (3, statistics.stdev([1, 2, 6]))
    assert math.isnan(spreads[1].deviation)
    rows = list(csv.reader(io.StringIO(write_table(spreads, range(3)))))
    assert rows[0] == ["name", "mean", "sd", "n", "seed 0", "seed 1", "seed 2"]
    assert rows[2] == ["b", "2.0", "", "1", "2.0", "", ""]
    assert write_table([Spread('a, "b"', {0: 1.0})], [0]).splitlines()[1].startswith('"a, ""b"""')


@pytest.mark.slow
@pytest.mark.usefixtures("no_pictures")
def test_each_seed_is_a_run_and_an_interrupted_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = partial(evaluate, effort=Effort(draws=1, samples=50))
    monkeypatch.setattr("schematic.training.several_seeds.evaluate", quick)
    source = read(zoo()["gan"])
    whole = train_seeds(source, REQUEST, 2, tmp_path / "whole")
    alone = train(source, Request(**{**vars(REQUEST), "seed": 5}), tmp_path / "alone").run
    values = {each.name: each.values[5] for each in whole.spreads}
    assert values == numbers_of(alone)
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(3, signal.SIGINT))
        with pytest.raises(InterruptedTrainingError, match="seed 4 is interrupted") as caught:
            train_seeds(source, REQUEST, 2, tmp_path / "parts")
    assert "same command and --resume" in caught.value.cure
    assert open_run(tmp_path / "parts/seed-4").state.step == 3
    with pytest.raises(TrainingError, match="holds a run already"):
        train_seeds(source, REQUEST, 2, tmp_path / "parts")
    again = train_seeds(source, REQUEST, 2, tmp_path / "parts", goes_on=True)
    assert again.spreads == whole.spreads
    third = train_seeds(source, REQUEST, 2, tmp_path / "parts", goes_on=True)
    table = (tmp_path / "whole/seeds.csv").read_bytes()
    assert (tmp_path / "parts/seeds.csv").read_bytes() == table
    assert third.spreads == whole.spreads
