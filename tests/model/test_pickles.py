"""Models, schematics and what is computed of them: copies and pickles do what these do."""

from __future__ import annotations

import copy
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import schematic
from schematic.resources import zoo
from schematic.runs import Run

X = (torch.rand(8, 4, generator=torch.Generator().manual_seed(0)) > 0.5).float()
LOAD = """
import pickle, sys, torch
model, x, noise = pickle.load(open(sys.argv[1], "rb"))
print({name: loss.item() for name, loss in model.losses(x, noise).items()})
print(sorted(model.step(x, model.optimizers())), model.sample(3).shape)
"""


def vae(**options: Any) -> Any:
    """A VAE of four bits."""
    return schematic.compile(schematic.load("vae"), shapes={"x": (4,)}, **options)


def noise_of(model: Any) -> dict[str, torch.Tensor]:
    """Noise for its code."""
    return {"z": torch.randn(8, model.schematic.nodes["z"].space.shape[0])}


def saved(model: Any) -> Any:
    """A model after `torch.save` and `torch.load`."""
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


@pytest.mark.parametrize("twin_of", [lambda m: pickle.loads(pickle.dumps(m)), saved, copy.deepcopy])
def test_a_model_after_a_round_trip(twin_of: Any) -> None:
    model = vae().eval()
    noise = noise_of(model)
    twin = twin_of(model)
    assert isinstance(twin, schematic.Model)
    assert not twin.training
    assert twin.source == model.source
    assert twin.losses(X, noise) == model.losses(X, noise)
    twin.step(X, twin.optimizers(lr=0.1))
    assert twin.losses(X, noise) != model.losses(X, noise)
    again = vae(seed=1)
    again.load_state_dict(twin.state_dict())
    assert again.eval().losses(X, noise) == twin.losses(X, noise)


def test_modules_of_a_user_and_fast_steps_go_along() -> None:
    net = nn.Linear(4, 32)
    model = schematic.compile(schematic.load("vae"), nets={"E": net}, shapes={"x": (4,)}, fast=True)
    twin = pickle.loads(pickle.dumps(model))
    noise = noise_of(model)
    assert twin.losses(X, noise) == model.losses(X, noise)
    assert type(twin.graphs) is type(model.graphs)
    assert twin.E is not net


@pytest.mark.slow
def test_another_process_reads_a_pickle(tmp_path: Path) -> None:
    model = vae()
    noise = noise_of(model)
    (tmp_path / "m.pkl").write_bytes(pickle.dumps((model, X, noise)))
    told = subprocess.run(
        [sys.executable, "-c", LOAD, "m.pkl"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(schematic.__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    losses = {name: loss.item() for name, loss in model.losses(X, noise).items()}
    assert told.stdout.splitlines() == [str(losses), "['theta,eta'] torch.Size([3, 4])"], told


@pytest.mark.parametrize("name", zoo())
def test_schematics_and_objectives(name: str) -> None:
    s = schematic.load(name)
    objective = schematic.derive(s)
    for thing in (s, objective):
        twin = pickle.loads(pickle.dumps(thing))
        assert twin == thing
        assert copy.deepcopy(thing) is copy.copy(thing) is thing
    assert str(pickle.loads(pickle.dumps(objective))) == str(objective)
    assert str(schematic.derive(pickle.loads(pickle.dumps(s)))) == str(objective)


def test_a_schematic_keeps_where_it_came_from_and_does_not_change() -> None:
    made = schematic.load("gan").rewrite("gan to vae")
    twin = pickle.loads(pickle.dumps(made))
    assert twin.rewritten_from == made.rewritten_from
    assert type(twin) is schematic.Schematic
    with pytest.raises(AttributeError, match="does not change"):
        twin.name = "other"
    with pytest.raises(TypeError):
        twin.nets["G"] = None


def test_what_is_proved_audited_and_walked() -> None:
    gan = schematic.load("gan")
    receipt = schematic.verify(gan, draws=0)
    none = torch.zeros((), dtype=torch.float64)
    found = schematic.audit(gan, lambda *_: {"phi": none, "theta": none})
    atlas, path = schematic.atlas(gan, depth=1), schematic.path(gan, gan)
    for thing in (receipt, found, atlas, path):
        for twin in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):
            assert str(twin) == str(thing)


def test_a_run_and_its_evaluation(tmp_path: Path) -> None:
    run = schematic.train("gan", data="ring", steps=2, folder=tmp_path / "run", batch=8)
    held = run.evaluate(only=["loss-terms"], samples=16)
    for twin in (pickle.loads(pickle.dumps(run)), copy.deepcopy(run)):
        assert isinstance(twin, Run)
        assert twin.folder == run.folder
        assert twin.log == run.log
        assert torch.equal(twin.sample(3), run.sample(3))
        assert twin.model is not run.model
    assert dict(pickle.loads(pickle.dumps(held))) == dict(copy.deepcopy(held)) == dict(held)
