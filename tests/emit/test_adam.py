"""The Adam of emitted models against PyTorch's own, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook

from schematic.emit.runtime.adam import Adam

OPTIONS: dict[str, Any] = {"lr": 3e-3, "betas": (0.5, 0.9), "fused": True}


def net(dtype: torch.dtype = torch.float32) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).to(dtype)


def train(
    model: nn.Sequential, optimizer: torch.optim.Optimizer, steps: int, begin: int = 0
) -> None:
    for step in range(begin, begin + steps):
        x = torch.sin(torch.arange(15.0) + step).reshape(5, 3).to(model[0].weight.dtype)
        optimizer.zero_grad()
        loss = model(x).square().sum()
        loss.backward()
        optimizer.step()
        optimizer.param_groups[0]["lr"] *= 0.9


def same(ours: nn.Module, theirs: nn.Module) -> None:
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.equal(mine, other)


@pytest.mark.parametrize(
    "more",
    [{}, {"weight_decay": 0.1}, {"maximize": True}, {"amsgrad": True}, {"eps": 1e-3}],
    ids=str,
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_updates_are_those_of_torch(more: dict[str, Any], dtype: torch.dtype) -> None:
    ours, theirs = net(dtype), net(dtype)
    train(ours, Adam(ours.parameters(), **OPTIONS, **more), 6)
    train(theirs, torch.optim.Adam(theirs.parameters(), **OPTIONS, **more), 6)
    same(ours, theirs)


def test_no_update_is_left_to_torch() -> None:
    """Not even the first, in which torch would import its compiler."""
    model = net()
    optimizer = Adam(model.parameters(), **OPTIONS)
    with mock.patch.object(torch.optim.Adam, "step") as slow:
        train(model, optimizer, 2)
    assert not slow.call_count


def test_a_state_begins_as_that_of_torch() -> None:
    ours, theirs = net(), net()
    mine, plain = (
        Adam(ours.parameters(), **OPTIONS),
        torch.optim.Adam(theirs.parameters(), **OPTIONS),
    )
    train(ours, mine, 1)
    train(theirs, plain, 1)
    for one, other in zip(mine.state.values(), plain.state.values(), strict=True):
        assert list(one) == list(other)
        assert [v.dtype for v in one.values()] == [v.dtype for v in other.values()]
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_gradients_that_are_sparse_are_left_to_torch() -> None:
    table = torch.nn.Embedding(4, 2, sparse=True)
    optimizer = Adam(table.parameters(), **OPTIONS)
    table(torch.tensor([1])).sum().backward()
    with pytest.raises(RuntimeError, match="sparse"):
        optimizer.step()


@pytest.mark.parametrize("everywhere", [False, True])
def test_hooks_are_called(everywhere: bool) -> None:
    ours, theirs = net(), net()
    fast, slow = (
        Adam(ours.parameters(), **OPTIONS),
        torch.optim.Adam(theirs.parameters(), **OPTIONS),
    )
    called: list[object] = []

    def hook(optimizer: torch.optim.Optimizer, *_: object) -> None:
        called.append(optimizer)

    handles = (
        [register_optimizer_step_post_hook(hook)]
        if everywhere
        else [optimizer.register_step_post_hook(hook) for optimizer in (fast, slow)]
    )
    train(ours, fast, 3)
    train(theirs, slow, 3)
    for handle in handles:
        handle.remove()
    assert called == [fast] * 3 + [slow] * 3
    same(ours, theirs)


def test_a_scheduler_sees_the_steps() -> None:
    model = net()
    optimizer = Adam(model.parameters(), **OPTIONS)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
    train(model, optimizer, 1)
    schedule.step()  # warns where no step of the optimizer came before
    assert optimizer.param_groups[0]["lr"] < OPTIONS["lr"]


def test_states_go_both_ways() -> None:
    ours, theirs = net(), net()
    fast, slow = (
        Adam(ours.parameters(), **OPTIONS),
        torch.optim.Adam(theirs.parameters(), **OPTIONS),
    )
    train(ours, fast, 3)
    train(theirs, slow, 3)
    moved, back = slow.state_dict(), fast.state_dict()
    fast.load_state_dict(moved)
    slow.load_state_dict(back)
    train(ours, fast, 3, begin=3)
    train(theirs, slow, 3, begin=3)
    same(ours, theirs)


def without_a_gradient(model: nn.Sequential) -> None:
    model[2].bias.requires_grad_(False)


def of_two_types(model: nn.Sequential) -> None:
    model[2].double()
    model[1] = Doubled()


class Doubled(nn.Module):
    def forward(self, value: torch.Tensor) -> torch.Tensor:
        return value.tanh().double()


@pytest.mark.parametrize("change", [without_a_gradient, of_two_types])
def test_the_unusual_is_left_to_torch(change: Callable[[nn.Sequential], None]) -> None:
    ours, theirs = net(), net()
    change(ours)
    change(theirs)
    train(ours, Adam(ours.parameters(), **OPTIONS), 4)
    train(theirs, torch.optim.Adam(theirs.parameters(), **OPTIONS), 4)
    same(ours, theirs)


def test_two_groups_of_parameters() -> None:
    ours, theirs = net(), net()
    for model, kind in ((ours, Adam), (theirs, torch.optim.Adam)):
        groups = [{"params": model[0].parameters()}, {"params": model[2].parameters(), "lr": 0.1}]
        train(model, kind(groups, **OPTIONS), 4)
    same(ours, theirs)


@pytest.mark.parametrize("groups", [1, 2])
def test_gradients_may_lie_otherwise_in_memory(groups: int) -> None:
    """`torch.autograd.grad` gives such ones, and the fused kernel computes nonsense from them."""
    models = [nn.Sequential(nn.Conv2d(2, 3, 3), nn.Conv2d(3, 2, 3)) for _ in range(2)]
    models[1].load_state_dict(models[0].state_dict())
    kinds = {"fused": Adam, "for_each": torch.optim.Adam}
    for model, (name, kind) in zip(models, kinds.items(), strict=True):
        parts = [{"params": part.parameters()} for part in model] if groups == 2 else None
        given = {**OPTIONS, "fused": name == "fused"}
        optimizer = kind(parts or model.parameters(), **given)
        for step in range(4):
            maps = torch.sin(torch.arange(128.0) + step).reshape(1, 2, 8, 8)
            loss = model(maps.to(memory_format=torch.channels_last)).square().sum()
            parameters = list(model.parameters())
            for parameter, found in zip(
                parameters, torch.autograd.grad(loss, parameters), strict=True
            ):
                parameter.grad = (
                    found.to(memory_format=torch.channels_last) if found.dim() == 4 else found
                )
            optimizer.step()
    for mine, other in zip(*(model.parameters() for model in models), strict=True):
        torch.testing.assert_close(mine, other)


def test_a_closure_is_called() -> None:
    model = net()
    optimizer = Adam(model.parameters(), **OPTIONS)
    train(model, optimizer, 2)
    loss = optimizer.step(lambda: model(torch.ones(1, 3)).sum())
    assert loss is not None


def test_gradients_are_forgotten() -> None:
    model = net()
    optimizer = Adam(model.parameters(), **OPTIONS)
    model(torch.ones(1, 3)).sum().backward()
    optimizer.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("before", [0, 2])
def test_a_loss_from_before_a_step_cannot_be_differentiated(before: int) -> None:
    """As with PyTorch's plain Adam: the parameters that it was computed with are gone."""
    model = net()
    optimizer = Adam(model.parameters(), **OPTIONS)
    train(model, optimizer, before)
    stale = model(torch.ones(5, 3)).square().sum()
    train(model, optimizer, 1, begin=before)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        stale.backward()
