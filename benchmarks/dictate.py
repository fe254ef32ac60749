"""Noise for packages that take none: their next standard normal draws are given tensors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import torch
from torch import Tensor

from benchmarks.contest import Noise


@contextmanager
def dictated(noise: Noise, *names: str) -> Iterator[None]:
    """Within: standard normal draws are those of these names, in order. Nothing for no noise."""
    if noise is None:
        yield
        return
    waiting = [noise[name] for name in names]

    def by_shape(shape: torch.Size, *_: Any, **__: Any) -> Tensor:
        return waiting.pop(0).reshape(shape)

    def like(value: Tensor, **_: Any) -> Tensor:
        return waiting.pop(0).reshape(value.shape)

    def at(loc: Tensor, scale: Tensor) -> Tensor:
        return loc + scale * waiting.pop(0).reshape(loc.shape)

    with (
        mock.patch("torch.distributions.normal._standard_normal", by_shape),
        mock.patch("torch.randn_like", like),
        mock.patch("torch.normal", at),
    ):
        yield
