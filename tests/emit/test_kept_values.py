"""What modules keep: two values are told apart all through, and what is watched is noticed."""

from __future__ import annotations

import collections
import copy
import functools
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from schematic.emit.runtime.kept_values import Watch, is_same


class Plain:
    """An object without an equality of its own."""

    def __init__(self, value: Any) -> None:
        self.value, self.me = value, self


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        (1, True),
        (1.0, 1),
        ("a", "b"),
        ([1, [2]], [1, [3]]),
        ((1,), [1]),
        ({"a": 1}, {"a": 2}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1, 2}, {1, 3}),
        (torch.zeros(2), torch.ones(2)),
        (torch.zeros(2), torch.zeros(2, 1)),
        (torch.zeros(2), torch.zeros(2, dtype=torch.float64)),
        (np.zeros(2), np.ones(2)),
        (Plain(1), Plain(2)),
        (Plain([torch.zeros(1)]), Plain([torch.ones(1)])),
        (collections.deque([1]), collections.deque([2])),
        (functools.partial(max, 1), functools.partial(max, 2)),
        (random.Random(0), random.Random(1)),
        (generator(0), generator(1)),
        (None, 0),
        (max, min),
    ],
)
def test_values_are_told_apart(one: Any, other: Any) -> None:
    assert not is_same(one, other)
    assert is_same(one, copy.deepcopy(one))
    assert is_same(other, copy.deepcopy(other))


def test_what_is_no_number_is_the_same_as_itself() -> None:
    assert is_same(float("nan"), float("-nan"))
    assert is_same(torch.tensor([float("nan")]), torch.tensor([float("nan")]))


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(2, 2)
        self.register_buffer("seen", torch.zeros(2))
        self.rate, self._private, self.nested = 1.0, 2, {"a": [1, 2]}
        self.thing = Plain(3)

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.inner(x)
        return output


def nothing(net: Any) -> None:
    net.inner(torch.zeros(1, 2))
    net.inner.weight.data.add_(1)
    net.seen.add_(1)


def rate(net: Any) -> None:
    net.rate = 0.5


def private(net: Any) -> None:
    net._private = 3


def nested(net: Any) -> None:
    net.nested["a"][1] = 3


def longer(net: Any) -> None:
    net.nested["a"].append(3)


def inside(net: Any) -> None:
    net.thing.value = 4


def added(net: Any) -> None:
    net.more = 1


def removed(net: Any) -> None:
    del net.nested["a"]


def replaced(net: Any) -> None:
    net.inner = nn.Linear(2, 2)


def buffered(net: Any) -> None:
    net.seen = torch.zeros(2)


def hooked(net: Any) -> None:
    net.inner.register_forward_pre_hook(lambda *_: None)


def judged(net: Any) -> None:
    net.inner.eval()


@pytest.mark.parametrize(
    "change",
    [
        rate,
        private,
        nested,
        longer,
        inside,
        added,
        removed,
        replaced,
        buffered,
        hooked,
        judged,
    ],
)
def test_a_change_is_noticed(change: Callable[[Any], None]) -> None:
    model = nn.Sequential(Net())
    watch = Watch(model)
    before = watch.now()
    nothing(model[0])
    assert watch.now() == before
    change(model[0])
    assert watch.now() != before
    assert hash(watch.now()) is not None
