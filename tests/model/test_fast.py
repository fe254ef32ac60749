"""Compiled steps against eager ones: the same seed gives the same losses and parameters."""

from __future__ import annotations

import copy
import shutil

import pytest
import torch

import schematic
from schematic.emit.runtime.compiled_step import CompiledStep, inductor
from schematic.resources import zoo
from tests.model.fast_pair import (
    as_traced,
    cast,
    follow,
    is_compiled,
    of_program,
    of_zoo,
    pair,
    points,
)
from tests.model.programs import PROGRAMS

BESIDE_THE_ZOO = [name for name in PROGRAMS if name.replace("_", "-") not in zoo()]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*zoo(), *(f"program {name}" for name in BESIDE_THE_ZOO)])
def test_a_graph_is_the_step(name: str) -> None:
    kind, _, inner = name.rpartition(" ")
    spec, batch = of_program(inner) if kind else of_zoo(inner)
    fast, eager = pair(spec, as_traced)
    whole = cast(batch, torch.float64)
    follow(fast, eager, [whole] * 6, 1e-10)
    assert is_compiled(fast) == [True]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gan", "ada", "helmholtz"])
def test_a_batch_of_another_size_that_stays_has_a_graph_of_its_own(name: str) -> None:
    spec, batch = of_zoo(name)
    fast, eager = pair(spec, as_traced)
    whole, part = cast(batch, torch.float64), cast(batch, torch.float64, slice(3))
    follow(fast, eager, [whole] * 3 + [part, whole], 1e-10)
    assert len(fast.graphs.steps) == 1
    follow(fast, eager, [whole, part, part, whole, part], 1e-10)
    assert is_compiled(fast) == [True, True]


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_tracing_moves_nothing() -> None:
    spec, batch = of_zoo("gan")
    fast, _ = pair(spec, as_traced)
    whole, optimizers = cast(batch, torch.float64), fast.optimizers()
    fast.step(whole, optimizers)
    before, state = copy.deepcopy(fast.state_dict()), torch.get_rng_state()
    counts = [int(each["step"]) for each in optimizers["phi"].state.values()]
    CompiledStep(fast, whole, optimizers, as_traced)
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
