"""Distances put held-out data first, then a trained model, then an untrained one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, Run, evaluate, open_run, train
from schematic.training.evaluation import Effort, Result
from schematic.training.evaluation.generator import find_generator
from schematic.training.run.samples import draw_samples

ONLY = ("samples-beside-data",)
EFFORT = Effort(samples=600)


def measured(name: str, steps: int, folder: Path) -> tuple[Result, ...]:
    train(read(zoo()[name]), Request(data="digits", steps=steps), folder)
    return evaluate(open_run(folder), EFFORT, ONLY)


@pytest.mark.slow
@pytest.mark.usefixtures("no_pictures")
def test_the_order_on_digits_makes_sense(tmp_path: Path) -> None:
    for name, steps in (("vae", 200), ("gan", 800)):
        untrained = measured(name, 1, tmp_path / f"{name}-untrained")
        trained = measured(name, steps, tmp_path / f"{name}-trained")
        check_order(untrained, trained)
    assert len(list((tmp_path / ".classifiers").iterdir())) == 1


def check_order(untrained: tuple[Result, ...], trained: tuple[Result, ...]) -> None:
    names = [r.name for r in trained]
    assert names == [r.name for r in untrained]
    assert "in groups of 297, with 1500 training examples and 297 held-out" in trained[0].meaning
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


def test_samples_come_in_batches_and_repeat(
    opened: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened("gan")
    generator = find_generator(run)
    assert generator is not None
    monkeypatch.setattr("schematic.training.evaluation.generator.BATCH", 7)
    batches = list(generator.batches(20, 3))
    assert [len(batch) for batch in batches] == [7, 7, 6]
    again = np.concatenate(list(generator.batches(20, 3)))
    assert np.array_equal(np.concatenate(batches), again)
    assert np.array_equal(batches[0], draw_samples(run, 7, 3))


def test_what_samples_are_given_are_rows_of_the_training_data(
    opened: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened("cvae")
    generator = find_generator(run)
    assert generator is not None
    asked = generator.asked_classes(1_200, 0)
    assert asked is not None
    counts = np.bincount(run.setup.dataset.train[""]["labels"]) / 1_500
    assert np.abs(np.bincount(asked) / 1_200 - counts).max() < 0.03
    given = []
    sample = run.model.sample
    monkeypatch.setattr(run.model, "sample", lambda n, c: given.append(c) or sample(n, c=c))
    for _ in generator.batches(1_200, 0):
        pass
    assert np.array_equal(torch.cat(given).numpy(), asked)


def test_samples_of_their_class_are_recognised(
    opened: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that gives training examples of the class that it is asked for, or of the next."""
    run = opened("cvae")
    table = run.setup.dataset.train[""]
    examples = [torch.as_tensor(table["features"][table["labels"] == k][0]) for k in range(10)]
    for shift, expected in ((0, 1.0), (1, 0.0)):

        def sample(n: int, c: torch.Tensor, shift: int = shift) -> torch.Tensor:
            return torch.stack([examples[(int(k) + shift) % 10] for k in c])

        monkeypatch.setattr(run.model, "sample", sample)
        found = {r.name: r for r in evaluate(run, Effort(samples=300), ONLY)}
        assert found["samples recognised, classifier"].value == expected
    below = evaluate(run, Effort(samples=300), ONLY)[-1]
    assert below.name == "  of held-out data"
    assert 0.9 < below.value < 1
