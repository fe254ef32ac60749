"""The source of compiled steps: readable, on its own, and only where it is asked for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
import torch
from torch import fx

from schematic.emit import write_source
from schematic.emit.traces import is_random
from tests.golden import check_golden
from tests.model.fast_pair import as_traced, of_zoo

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["gan", "vae"])
def test_golden(name: str) -> None:
    spec, _ = of_zoo(name)
    check_golden(GOLDEN / f"{name}-fast.py.txt", write_source(spec, fast=True))


def test_the_fast_source_runs_alone(tmp_path: Path) -> None:
    spec, batch = of_zoo("vae")
    path = tmp_path / "fast_vae.py"
    path.write_text(write_source(spec, fast=True), encoding="utf-8")
    found = importlib.util.spec_from_file_location("fast_vae", path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert "schematic" not in {name.split(".")[0] for name in vars(module)}
    model = module.VAE()
    model.graphs = module.Graphs(as_traced)
    optimizers = model.optimizers()
    losses = [model.step(batch, optimizers)["theta,eta"].item() for _ in range(30)]
    assert losses[-1] < losses[0]
    assert "fast_vae" not in sys.modules


def test_the_readable_source_knows_nothing_of_graphs() -> None:
    assert "Graphs" not in write_source(of_zoo("vae")[0])


def test_random_numbers_are_recognised() -> None:
    graph = fx.Graph()
    drawn = graph.call_function(torch.ops.aten.randn.default, ([2],))
    plain = graph.call_function(torch.ops.aten.relu.default, (drawn,))
    assert is_random(drawn)
    assert not is_random(plain)
