"""Nets that say they are invertible are: between all ends, both ways, and as they count."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import schematic
from schematic.constructors import CONSTRUCTORS, Inside, NetUse, Options, Port
from schematic.diagnostics import NOWHERE
from schematic.emit.kernels import flows
from schematic.families import Kind
from schematic.spaces import Space

INVERTIBLE = [name for name in CONSTRUCTORS if CONSTRUCTORS[name].is_invertible]
REAL, CLASS = Space(Kind.REAL, (4,)), Space(Kind.CAT, (), classes=3)


def built(name: str, port: Port, sizes: tuple[int, ...] = (5, 7), depth: int = 8) -> Any:
    """The net of a constructor in float64, from the line that is emitted for it."""
    layers = CONSTRUCTORS[name].layers(Inside(sizes, Options(act="tanh", depth=depth)), port)
    (row,) = (*layers.trunk, *layers.head)
    torch.manual_seed(0)
    return eval(row, {"nn": torch.nn, **vars(flows)}).double()


def ends(size: int, given: int) -> Port:
    others = (Space(Kind.REAL, (given,)),) if given else ()
    return Port((Space(Kind.REAL, (size,)), *others), Space(Kind.REAL, (size,)), 1)


def jacobian(net: Any, value: torch.Tensor, *given: torch.Tensor) -> torch.Tensor:
    """The Jacobian of a net at one value [D], [D, D]."""

    def carry(one: torch.Tensor) -> torch.Tensor:
        carried: torch.Tensor = net(one[None], *given)[0][0]
        return carried.flatten()

    found: torch.Tensor = torch.func.jacrev(carry)(value)
    return found


@pytest.mark.parametrize("name", INVERTIBLE)
@settings(max_examples=25, deadline=None)
@given(
    size=st.integers(1, 5),
    conditions=st.integers(0, 3),
    backwards=st.booleans(),
    widths=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    seed=st.integers(0, 2**20),
)
def test_the_way_back_leads_back(
    name: str, size: int, conditions: int, backwards: bool, widths: list[int], seed: int
) -> None:
    port = ends(size, conditions)._replace(backwards=backwards)
    net = built(name, port, tuple(widths))
    generator = torch.Generator().manual_seed(seed)
    value = 3 * torch.randn(6, size, dtype=torch.float64, generator=generator)
    rows = [torch.randn(6, conditions, dtype=torch.float64, generator=generator)]
    rows = rows if conditions else []
    carried, there = net(value, *rows)
    back, home = net.inverse(carried, *rows)
    torch.testing.assert_close(back, value, rtol=0, atol=1e-9)
    torch.testing.assert_close(home, -there, rtol=0, atol=1e-9)
    for at in range(2):
        rest = [each[at : at + 1] for each in rows]
        found = torch.linalg.slogdet(jacobian(net, value[at], *rest))[1]
        torch.testing.assert_close(there[at], found, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", INVERTIBLE)
def test_values_change_their_shape_with_the_node(name: str) -> None:
    port = Port((REAL, CLASS), Space(Kind.REAL, (1, 2, 2)), 1)
    net, value = built(name, port), torch.randn(3, 4, dtype=torch.float64)
    rows = torch.nn.functional.one_hot(torch.tensor([0, 2, 1]), 3).double()
    carried, log_det = net(value, rows)
    assert carried.shape == (3, 1, 2, 2)
    assert log_det.shape == (3,)
    torch.testing.assert_close(net.inverse(carried, rows)[0], value)
    other = net(value, rows.flip(0))[0]
    assert not torch.allclose(carried[0], other[0])  # a condition is read
    torch.testing.assert_close(carried[1], net(value[1:2], rows[1:2])[0][0])  # by its own row


@pytest.mark.parametrize("last_first", [False, True])
@pytest.mark.parametrize("widths", [(1,), (3,), (8, 2), (16, 16)])
def test_masks_make_the_jacobian_triangular(widths: tuple[int, ...], last_first: bool) -> None:
    torch.manual_seed(0)
    act = torch.nn.Tanh()
    layer = flows.Autoregressive(5, 2, widths, act, last_first=last_first).double()
    value, rows = torch.randn(5, dtype=torch.float64), torch.randn(1, 2, dtype=torch.float64)
    found = jacobian(layer, value, rows)
    found = found.flip(0, 1) if last_first else found
    assert torch.equal(found, found.tril())
    assert bool((found.diagonal() > 0).all())
    if min(widths) >= 5:
        assert bool((found.tril() != 0)[torch.ones(5, 5).tril().bool()].all())  # none is missing


def test_every_element_is_told_by_the_conditions() -> None:
    torch.manual_seed(0)
    layer = flows.Autoregressive(4, 3, (8,), torch.nn.Tanh(), last_first=False).double()
    value = torch.zeros(1, 4, dtype=torch.float64)

    def told(rows: torch.Tensor) -> torch.Tensor:
        carried: torch.Tensor = layer(value, rows[None])[0][0]
        return carried

    slopes = torch.func.jacrev(told)(torch.randn(3, dtype=torch.float64))
    assert bool((slopes != 0).all())


@pytest.mark.parametrize("moves", [0, 1])
def test_a_coupling_leaves_the_other_half_alone(moves: int) -> None:
    torch.manual_seed(0)
    layer = flows.Coupling(5, 0, (4,), torch.nn.Tanh(), moves=moves)
    value = torch.randn(3, 5)
    carried, _ = layer(value)
    assert torch.equal(carried[:, 1 - moves :: 2], value[:, 1 - moves :: 2])
    assert not torch.isclose(carried[:, moves::2], value[:, moves::2]).any()


def test_training_takes_the_quick_direction() -> None:
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    for backwards in (False, True):
        net = built("autoregressive", ends(4, 0)._replace(backwards=backwards))
        masked = [m for m in net.modules() if isinstance(m, flows.Autoregressive)]
        for layer in masked:
            layer.net.register_forward_hook(count)
        value = torch.randn(2, 4, dtype=torch.float64)
        calls = 0
        (net.inverse if backwards else net)(value)
        assert calls == len(masked)
        calls = 0
        (net if backwards else net.inverse)(value)
        assert calls == 4 * len(masked)


@pytest.mark.parametrize("name", INVERTIBLE)
def test_depth_is_the_number_of_layers(name: str) -> None:
    one, three = (len(built(name, ends(4, 0), (5,), depth).state_dict()) for depth in (1, 3))
    assert three == 3 * one
    spec = "visible x : real[4] ~ data\nlatent z : real[4] ~ Normal(0, 1)\nz -|> x = F[θ]\n"
    sources = [
        schematic.parse(f"model A\n{spec}net F = {name}(5{depth})\n").nets["F"].inside.options.depth
        for depth in ("", ", depth = 3")
    ]
    assert sources == [8, 3]


def test_log_scales_are_bounded() -> None:
    raw = torch.tensor([-1e9, -1.0, 0.0, 1e-3, 1e9])
    found = flows.bounded(raw)
    assert found.abs().max() <= 2
    torch.testing.assert_close(found[3], raw[3])


@pytest.mark.parametrize("name", INVERTIBLE)
def test_it_joins_real_ends_of_one_size(name: str) -> None:
    def codes(first: Space, child: Space) -> list[str]:
        use = NetUse("F", NOWHERE, Inside((4,)), Port((first, CLASS), child, 1))
        return [finding.code for finding in CONSTRUCTORS[name].check(use)]

    assert codes(REAL, Space(Kind.REAL, (2, 2))) == []
    assert codes(REAL, Space(Kind.REAL, (5,))) == ["SGM507"]
    assert codes(REAL, Space(Kind.UNIT, (4,))) == ["SGM508"]
    assert codes(Space(Kind.BINARY, (4,)), REAL) == ["SGM508"]


@pytest.mark.parametrize("name", INVERTIBLE)
def test_a_model_keeps_no_state_but_its_parameters(name: str) -> None:
    text = "visible x : real[3] ~ data\nlatent z : real[3] ~ Normal(0, 1)\nz -|> x = F[θ]\n"
    model = schematic.compile(schematic.parse(f"{text}net F = {name}(8)\n"))
    assert set(model.state_dict()) == {key for key, _ in model.named_parameters()}
