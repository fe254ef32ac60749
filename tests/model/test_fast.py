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
from torch import Tensor, fx, nn

import schematic
from schematic.emit import write_source
from schematic.emit.graphs import inductor
from schematic.emit.traces import is_random
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


def is_compiled(model: Any) -> list[bool]:
    """For each look of a model that came twice in a row, whether there is a graph for it."""
    return [step is not None for step in model.graphs.steps.values()]


def cast(batch: Batch, dtype: torch.dtype, rows: slice = slice(None)) -> dict[str, Any]:
    def one(value: torch.Tensor) -> torch.Tensor:
        return (value.to(dtype) if value.is_floating_point() else value)[rows]

    return {
        name: {label: one(each) for label, each in given.items()}
        if isinstance(given, Mapping)
        else one(given)
        for name, given in batch.items()
    }


def follow(
    fast: Any, eager: Any, batches: list[Batch], tolerance: float, optimizers: Any = None
) -> None:
    """Let both train on the same batches with the same seeds."""
    ours, theirs = optimizers or (fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2))
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


BESIDE_THE_ZOO = [name for name in PROGRAMS if name.replace("_", "-") not in zoo()]


@pytest.mark.parametrize("name", [*zoo(), *(f"program {name}" for name in BESIDE_THE_ZOO)])
def test_a_graph_is_the_step(name: str) -> None:
    kind, _, inner = name.rpartition(" ")
    spec, batch = of_program(inner) if kind else of_zoo(inner)
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 6, 1e-10)
    assert is_compiled(fast) == [True]


@pytest.mark.parametrize("name", ["gan", "ada", "helmholtz"])
def test_a_batch_of_another_size_that_stays_has_a_graph_of_its_own(name: str) -> None:
    spec, batch = of_zoo(name)
    fast, eager = pair(spec, as_traced)
    whole, part = cast(batch, torch.float64), cast(batch, torch.float64, slice(3))
    follow(fast, eager, [whole] * 3 + [part, whole], 1e-10)
    assert len(fast.graphs.steps) == 1
    follow(fast, eager, [whole, part, part, whole, part], 1e-10)
    assert is_compiled(fast) == [True, True]


@pytest.mark.skipif(shutil.which("g++") is None, reason="TorchInductor needs g++")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_compiled_graph_is_the_step() -> None:
    spec, batch = of_zoo("gan")
    fast, eager = pair(spec, inductor, torch.float32)
    follow(fast, eager, [cast(batch, torch.float32)] * 6, 1e-5)
    assert is_compiled(fast) == [True]


def test_the_first_step_is_eager_and_makes_the_state() -> None:
    spec, batch = of_zoo("vae")
    fast, _ = pair(spec, as_traced)
    optimizers, whole = fast.optimizers(), cast(batch, torch.float64)
    made = []
    for _ in range(3):
        fast.step(whole, optimizers)
        made.append(len(fast.graphs.steps))
    assert made == [0, 1, 1]


def test_fresh_optimizers_begin_with_an_eager_step() -> None:
    spec, batch = of_zoo("gan")
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 3, 1e-10)
    follow(fast, eager, [whole] * 3, 1e-10)
    assert is_compiled(fast) == [True]


def test_a_resumed_training_is_the_same_to_the_bit() -> None:
    spec, batch = of_zoo("gan")
    whole, resumed = cast(batch, torch.float64), pair(spec, as_traced)[0]
    model, _ = pair(spec, as_traced)
    optimizers, others = model.optimizers(lr=1e-2), resumed.optimizers(lr=1e-2)
    for number in range(6):
        if number == 2:
            resumed.load_state_dict(model.state_dict())
            for player, optimizer in others.items():
                optimizer.load_state_dict(copy.deepcopy(optimizers[player].state_dict()))
        torch.manual_seed(number)
        losses = model.step(whole, optimizers)
        torch.manual_seed(number)
        if number >= 2:
            assert resumed.step(whole, others) == losses
    for name, value in model.state_dict().items():
        assert torch.equal(resumed.state_dict()[name], value)


class Cast(nn.Module):
    """A module of a user around a linear map."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.map, self.inner = nn.Linear(4, 3), inner

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(self.map(x))


class Memory(nn.Module):
    """Adds up what it has seen, in no buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.__dict__["seen"] = torch.zeros(3, dtype=torch.float64)

    def forward(self, x: Tensor) -> Tensor:
        self.__dict__["seen"] = self.seen + x.detach().mean(0)
        return x + self.seen


class Coin(nn.Module):
    """Draws by the values of a tensor."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.bernoulli(torch.sigmoid(x))


class Choosy(nn.Module):
    """Does one thing or another by the values of a tensor."""

    def forward(self, x: Tensor) -> Tensor:
        return x if x.sum() > 0 else 2 * x


class Spare(nn.Module):
    """Has a parameter that it does not use."""

    def __init__(self) -> None:
        super().__init__()
        self.unused = nn.Parameter(torch.zeros(2))

    def forward(self, x: Tensor) -> Tensor:
        return x


def pair_around(inner: Callable[[], nn.Module]) -> tuple[Any, Any]:
    """An autoencoder whose encoder holds a module, twice."""
    spec = schematic.parse(PROGRAMS["ae"], shapes={"x": (4,)})
    found = []
    for kind in (True, False):
        torch.manual_seed(0)
        nets = {"E": Cast(inner()), "G": nn.Linear(3, 4)}
        found.append(schematic.compile(spec, nets=nets, fast=kind).double())
    found[0].graphs = graphs_of(found[0])(as_traced)
    return found[0], found[1]


def points(count: int = 4) -> list[Batch]:
    rows = torch.rand(count, 6, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return [{"x": x} for x in rows]


@pytest.mark.parametrize("inner", [lambda: nn.BatchNorm1d(3), lambda: nn.Dropout(0.5)])
def test_buffers_and_dropout_are_in_the_graph(inner: Callable[[], nn.Module]) -> None:
    fast, eager = pair_around(inner)
    follow(fast, eager, points(), 1e-10)
    for model in (fast, eager):
        model.E.inner.eval()
    follow(fast, eager, points(), 1e-10)
    assert is_compiled(fast) == [True, True]
    for name, value in eager.state_dict().items():
        torch.testing.assert_close(fast.state_dict()[name], value, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        (Memory, "Tensors"),
        (Coin, "`bernoulli` draws by the values"),
        (Choosy, "data-dependent"),
        (Spare, "a parameter of theta,eta gets no gradient"),
    ],
)
def test_what_no_graph_can_be_stays_eager_and_says_so(
    inner: Callable[[], nn.Module], why: str
) -> None:
    fast, eager = pair_around(inner)
    with pytest.warns(UserWarning, match=f"steps stay eager.*{why}"):
        follow(fast, eager, points(5), 0.0)
    assert is_compiled(fast) == [False]


def thin(model: Any, optimizers: Any) -> None:
    model.G[0].weight.register_hook(lambda gradient: gradient / 10)


def hooked(model: Any, optimizers: Any) -> None:
    optimizers["theta,eta"].register_step_post_hook(lambda *_: model.G[0].bias.data.zero_())


def decay(model: Any, optimizers: Any) -> None:
    optimizers["theta,eta"].param_groups[0]["weight_decay"] = 0.3


def freeze(model: Any, optimizers: Any) -> None:
    model.G.requires_grad_(False)


def exchange(model: Any, optimizers: Any) -> None:
    torch.manual_seed(7)
    layer = model.G[0]
    model.G[0] = nn.Linear(layer.in_features, layer.out_features, dtype=torch.float64)
    optimizers.update(model.optimizers(lr=1e-2))


def reload(model: Any, optimizers: Any) -> None:
    model.load_state_dict({name: v + 0.1 for name, v in model.state_dict().items()})
    optimizer = optimizers["theta,eta"]
    optimizer.load_state_dict(copy.deepcopy(optimizer.state_dict()))


def descend(model: Any, optimizers: Any) -> None:
    optimizers["theta,eta"] = torch.optim.SGD(model.parameters(), lr=1e-3)


@pytest.mark.parametrize(
    ("change", "compiled"),
    [
        (thin, [True, False]),
        (hooked, [True, False]),
        (descend, [True, False]),
        (decay, [True, True]),
        (freeze, [True, True]),
        (exchange, [True, True]),
        (reload, [True]),
    ],
)
@pytest.mark.filterwarnings("ignore:steps stay eager")
def test_what_is_changed_between_steps_counts(
    change: Callable[[Any, Any], None], compiled: list[bool]
) -> None:
    spec, batch = of_zoo("vae")
    fast, eager = pair(spec, as_traced)
    ours, theirs = fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 4, 1e-10, (ours, theirs))
    change(fast, ours)
    change(eager, theirs)
    follow(fast, eager, [whole] * 4, 1e-10, (ours, theirs))
    assert is_compiled(fast) == compiled


def test_an_outer_autocast_is_obeyed() -> None:
    spec, batch = of_zoo("vae")
    fast, eager = pair(spec, as_traced, torch.float32)
    single = cast(batch, torch.float32)
    follow(fast, eager, [single] * 3, 1e-5)
    with (
        torch.autocast("cpu", torch.bfloat16),
        pytest.warns(UserWarning, match="under autocast"),
    ):
        follow(fast, eager, [single] * 3, 1e-5)
    assert is_compiled(fast) == [True, False]


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
    follow(fast, eager, [whole] * 3 + [turned, turned, whole], 1e-10)
    assert is_compiled(fast) == [True, True]


def test_a_batch_of_another_layout_is_another_kind() -> None:
    spec = schematic.parse(PROGRAMS["ae"], shapes={"x": (4,)})
    fast, eager = pair(spec, as_traced)
    rows = torch.rand(6, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    layouts = [{"x": rows[:, :4].contiguous()}, {"x": rows[:, ::2]}]
    follow(fast, eager, [layouts[at] for at in (0, 0, 0, 1, 1, 0)], 1e-10)
    assert is_compiled(fast) == [True, True]


def test_without_a_compiler_steps_stay_eager() -> None:
    def missing(graph: fx.GraphModule, inputs: list[Any]) -> Any:
        raise RuntimeError("no C++ compiler")

    spec, batch = of_zoo("vae")
    fast, eager = pair(spec, missing)
    with pytest.warns(UserWarning, match="steps stay eager.*RuntimeError: no C"):
        follow(fast, eager, [cast(batch, torch.float64)] * 4, 0.0)


def test_tracing_moves_nothing() -> None:
    spec, batch = of_zoo("gan")
    fast, _ = pair(spec, as_traced)
    whole, optimizers = cast(batch, torch.float64), fast.optimizers()
    fast.step(whole, optimizers)
    before, state = copy.deepcopy(fast.state_dict()), torch.get_rng_state()
    counts = [int(each["step"]) for each in optimizers["phi"].state.values()]
    graphs_of(fast).step_for.__globals__["CompiledStep"](fast, whole, optimizers, as_traced)
    assert torch.equal(torch.get_rng_state(), state)
    assert [int(each["step"]) for each in optimizers["phi"].state.values()] == counts
    assert all(torch.equal(value, before[name]) for name, value in fast.state_dict().items())


def test_a_copy_makes_its_own_graphs() -> None:
    spec, batch = of_zoo("ae")
    fast, _ = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, copy.deepcopy(fast), [whole] * 3, 1e-10)
    assert not copy.deepcopy(fast).graphs.steps


@pytest.mark.parametrize("net", ["graphs", "eager_step"])
def test_a_net_may_have_a_name_of_ours(net: str) -> None:
    spec = schematic.parse(PROGRAMS["ae"].replace("G[", f"{net}["), shapes={"x": (4,)})
    fast, eager = pair(spec, as_traced)
    follow(fast, eager, points(), 1e-10)
    assert is_compiled(fast) == [True]


@pytest.mark.parametrize("model", ["Graphs", "CompiledStep", "NamedTuple"])
def test_a_model_may_have_a_name_of_ours(model: str) -> None:
    spec = schematic.parse(f"model {model}\n{PROGRAMS['ae']}", shapes={"x": (4,)})
    fast, eager = pair(spec, as_traced)
    follow(fast, eager, points(), 1e-10)
    assert is_compiled(fast) == [True]


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
