"""The average of the parameters is the one of its formula, and is what a run gives."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, open_run, train
from schematic.training.checkpoint.checkpoint_file import CURRENT
from schematic.training.loop.averaging import Averaging, begin_average

pytestmark = pytest.mark.usefixtures("no_pictures")


class Normalised(nn.Module):
    """A layer that is used twice under two names, and a normalisation, which has buffers."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(3, 3).double()
        self.two = self.one
        self.norm = nn.BatchNorm1d(3).double()


def test_the_average_is_that_of_the_formula() -> None:
    model, by_hand = Normalised(), {}
    average = begin_average(model)
    averaging = Averaging(model, average, decay=0.9)
    assert "norm.num_batches_tracked" not in average
    by_hand = {name: value.clone() for name, value in average.items()}
    for step in range(1, 200):
        with torch.no_grad():
            for value in model.parameters():
                value.add_(torch.randn_like(value))
        model.norm.running_mean = torch.randn(3).double()  # a buffer that is put anew
        averaging.update(step)
        decay = min(0.9, (1 + step) / (10 + step))
        state = model.state_dict()
        by_hand = {n: decay * v + (1 - decay) * state[n] for n, v in by_hand.items()}
    for name, value in by_hand.items():
        torch.testing.assert_close(average[name], value, rtol=1e-12, atol=1e-12)


def test_where_the_parameters_began_is_forgotten_though_the_decay_is_large() -> None:
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, 1e6)
    average = begin_average(model)
    averaging = Averaging(model, average, decay=0.9999)
    nn.init.zeros_(model.weight)
    for step in range(1, 101):
        averaging.update(step)
    assert abs(average["weight"].item()) < 1e-4


def test_a_model_is_looked_at_with_its_average_and_is_the_same_afterwards() -> None:
    model = Normalised()
    average = begin_average(model)
    averaging = Averaging(model, average, decay=0.9)
    with torch.no_grad():
        model.one.weight.add_(1)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with averaging.shown():
        assert torch.equal(model.two.weight, average["two.weight"])
        assert not torch.equal(model.two.weight, before["two.weight"])
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])


def test_a_run_gives_the_average_and_keeps_the_last_step(tmp_path: Path) -> None:
    request = Request(data="ring", steps=30, batch=16, ema=0.9)
    outcome = train(read(zoo()["gan"]), request, tmp_path / "run")
    kept = load_file(tmp_path / "run" / CURRENT)
    opened, raw = open_run(tmp_path / "run"), open_run(tmp_path / "run", raw=True)
    for name, value in opened.model.state_dict().items():
        assert torch.equal(value, kept[f"average.{name}"])
        assert torch.equal(outcome.run.model.state_dict()[name], value)
        assert torch.equal(raw.model.state_dict()[name], kept[f"model.{name}"])
    assert any(
        not torch.equal(kept[n], kept[n.replace("model", "average", 1)])
        for n in kept
        if n.startswith("model.")
    )
    plain = train(read(zoo()["gan"]), Request(data="ring", steps=30, batch=16), tmp_path / "plain")
    for name, value in plain.run.model.state_dict().items():
        assert torch.equal(value, kept[f"model.{name}"])  # the average moves no parameter
