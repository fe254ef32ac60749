"""Compiled steps where something else happens: modules of a user, changes between steps."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, fx, nn

import schematic
from tests.model.fast_pair import (
    as_traced,
    cast,
    follow,
    is_compiled,
    of_zoo,
    pair,
    points,
)
from tests.model.programs import PROGRAMS


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
    found[0].graphs.compiler = as_traced
    return found[0], found[1]


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
        (Memory, r"a step changes what a net keeps in `E\.inner\.seen`"),
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
@pytest.mark.filterwarnings("ignore:.*steps stay eager")
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
