"""Every witness runs in float64, on noise that is dictated to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor


@pytest.fixture(autouse=True)
def _float64() -> Iterator[None]:
    """Peers make labels of the default type."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.fixture
def dictate(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`dictate(a, b, …)`: the next standard normal draws are these tensors, in this order."""

    def begin(*noise: Tensor) -> None:
        waiting = list(noise)

        def normal(shape: torch.Size, *_: Any, **__: Any) -> Tensor:
            return waiting.pop(0).reshape(shape)

        def normal_like(like: Tensor, **_: Any) -> Tensor:
            return waiting.pop(0).reshape(like.shape)

        def normal_at(loc: Tensor, scale: Tensor) -> Tensor:
            return loc + scale * waiting.pop(0).reshape(loc.shape)

        monkeypatch.setattr(torch, "normal", normal_at)
        monkeypatch.setattr(torch, "randn_like", normal_like)
        monkeypatch.setattr("torch.distributions.normal._standard_normal", normal)

    return begin
