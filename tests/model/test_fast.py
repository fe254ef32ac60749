"""Compiled steps against eager ones: the same seed gives the same losses and parameters."""

from __future__ import annotations

import copy
import importlib.util
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import fx, nn

import schematic
from schematic.emit import graphs, write_source
from schematic.graph import Schematic
from schematic.resources import zoo
from tests.golden import check_golden
from tests.model.programs import PROGRAMS
from tests.references.nets import make

GOLDEN = Path(__file__).parents[1] / "emit" / "golden"
Batch = Mapping[str, Any]


def as_traced(graph: fx.GraphModule, _: list[Any]) -> fx.GraphModule:
    """No compiler: the graph itself, operation by operation."""
    return graph


def of_program(name: str) -> tuple[Schematic, Batch]:
    _, batch, _ = make(name, 3)
    shapes = {
        node: tuple(value.shape[1:])
        for node, given in batch.items()
        for value in (given.values() if isinstance(given, Mapping) else (given,))
        if value.is_floating_point()
    }
    return schematic.parse(PROGRAMS[name], shapes=shapes), batch


def of_zoo(name: str) -> tuple[Schematic, Batch]:
    text = zoo()[name].read_text("utf-8")
    if name == "ada":
        z = {"source": torch.randn(6, 3), "target": torch.randn(4, 3)}
        return schematic.parse(text, shapes={"z": (3,)}), {"z": z, "t": torch.randint(2, (6,))}
    return schematic.parse(text, shapes={"x": (1, 4, 4)}), {"x": torch.rand(6, 1, 4, 4)}


def pair(
    spec: Schematic, compiler: Callable[..., Any], dtype: torch.dtype = torch.float64
) -> tuple[Any, Any]:
    """The same model twice, fast and eager."""
    fast, eager = (schematic.compile(spec, seed=1, fast=kind).to(dtype) for kind in (True, False))
    fast.graphs = graphs_of(fast)(compiler)
    return fast, eager


def graphs_of(model: Any) -> Any:
    """The class of a model's graphs, as its own source defines it."""
    return type(model.graphs)


def cast(batch: Batch, dtype: torch.dtype, rows: slice = slice(None)) -> dict[str, Any]:
    def one(value: torch.Tensor) -> torch.Tensor:
        return (value.to(dtype) if value.is_floating_point() else value)[rows]

    return {
        name: {label: one(each) for label, each in given.items()}
        if isinstance(given, Mapping)
        else one(given)
        for name, given in batch.items()
    }


def follow(fast: Any, eager: Any, batches: list[Batch], tolerance: float) -> None:
    """Let both train on the same batches with the same seeds."""
    ours, theirs = fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2)
    for number, batch in enumerate(batches):
        found, expected = [], []
        for losses, model, optimizers in ((found, fast, ours), (expected, eager, theirs)):
            for optimizer in optimizers.values():
                optimizer.param_groups[0]["lr"] = 1e-2 / (1 + number)
            torch.manual_seed(number)
            losses.append(model.step(batch, optimizers))
            losses.append(torch.rand(()))  # whether as much noise has been drawn
        assert list(found[0]) == list(eager.players)
        torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance)
    for mine, other in zip(fast.parameters(), eager.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", [*zoo(), *(f"program {name}" for name in PROGRAMS)])
def test_a_graph_is_the_step(name: str) -> None:
    kind, _, inner = name.rpartition(" ")
    spec, batch = of_program(inner) if kind else of_zoo(inner)
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 4, 1e-10)
    assert [step is not None for step in fast.graphs.steps.values()] == [True]


@pytest.mark.parametrize("name", ["gan", "ada", "helmholtz"])
def test_a_batch_of_another_size_has_a_graph_of_its_own(name: str) -> None:
    spec, batch = of_zoo(name)
    fast, eager = pair(spec, as_traced)
    whole, part = cast(batch, torch.float64), cast(batch, torch.float64, slice(3))
    follow(fast, eager, [whole, whole, part, whole, part, part, whole], 1e-10)
    assert [step is not None for step in fast.graphs.steps.values()] == [True, True]


@pytest.mark.skipif(shutil.which("g++") is None, reason="TorchInductor needs g++")
@pytest.mark.parametrize("name", ["gan", "aavae"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_compiled_graph_is_the_step(name: str) -> None:
    spec, batch = of_zoo(name)
    fast, eager = pair(spec, inductor_of(spec), torch.float32)
    follow(fast, eager, [cast(batch, torch.float32)] * 6, 1e-5)
    assert [step is not None for step in fast.graphs.steps.values()] == [True]


def inductor_of(spec: Schematic) -> Callable[..., Any]:
    return schematic.compile(spec, fast=True).graphs.compiler  # type: ignore[union-attr,return-value]


def test_what_belongs_to_one_player_moves_with_it_alone() -> None:
    spec, batch = of_zoo("gan")
    fast, _ = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    optimizers = fast.optimizers(lr=1e-2)
    fast.step(whole, optimizers)
    before = copy.deepcopy(fast.state_dict())
    still = {"phi": optimizers["phi"], "theta": torch.optim.SGD(fast.G.parameters(), lr=0.0)}
    fast.step(whole, still)
    moved = {
        name.split(".")[0] for name, v in fast.state_dict().items() if v.ne(before[name]).any()
    }
    assert moved == {"D"}


def test_a_net_that_is_frozen_by_hand_stays() -> None:
    spec, batch = of_zoo("vae")
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 3, 1e-10)
    for model in (fast, eager):
        model.G.requires_grad_(False)
    before = copy.deepcopy(fast.G.state_dict())
    follow(fast, eager, [whole] * 3, 1e-10)
    assert all(torch.equal(value, before[name]) for name, value in fast.G.state_dict().items())


def test_a_net_that_is_replaced_is_traced_again() -> None:
    spec, batch = of_zoo("vae")
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 3, 1e-10)
    other = schematic.compile(spec, seed=9).double()
    for model in (fast, eager):
        model.G = copy.deepcopy(other.G)
    follow(fast, eager, [whole] * 3, 1e-10)


def test_labels_in_another_order_are_another_kind() -> None:
    spec, batch = of_zoo("ada")
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    whole["z"]["target"] = torch.randn(6, 3, dtype=torch.float64)
    turned = {**whole, "z": dict(reversed(whole["z"].items()))}
    follow(fast, eager, [whole, whole, turned, turned, whole], 1e-10)


class Normalised(nn.Module):
    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(*sizes), nn.BatchNorm1d(sizes[-1]))

    def forward(self, value: torch.Tensor) -> torch.Tensor:
        return self.inner(value)


def test_what_cannot_be_a_graph_stays_eager_and_says_so() -> None:
    spec = schematic.parse(PROGRAMS["ae"], shapes={"x": (4,)})
    nets = {"E": Normalised(4, 3), "G": nn.Linear(3, 4)}
    model: Any = schematic.compile(spec, nets=nets, fast=True)
    optimizers, batch = model.optimizers(), {"x": torch.rand(5, 4)}
    model.step(batch, optimizers)
    with pytest.warns(UserWarning, match="steps stay eager.*buffers"):
        model.step(batch, optimizers)
    model.step(batch, optimizers)
    assert nets["E"].inner[1].num_batches_tracked == 3


def test_a_copy_makes_its_own_graphs() -> None:
    spec, batch = of_zoo("ae")
    fast, _ = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, copy.deepcopy(fast), [whole] * 3, 1e-10)
    assert not copy.deepcopy(fast).graphs.steps


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
    assert graphs.is_random(drawn)
    assert not graphs.is_random(plain)
