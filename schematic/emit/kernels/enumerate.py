"""All values of a discrete draw, their weights, and the base noise that they share."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def every_class(logits: Tensor) -> Tensor:
    """Every class for each example, [K · B], the first class of all examples first."""
    classes = torch.arange(logits.shape[-1], device=logits.device)
    return classes.repeat_interleave(len(logits))


def every_bits(logits: Tensor) -> Tensor:
    """Every pattern of n bits for each example, [2ⁿ · B, …]; the first element changes fastest."""
    event = logits.shape[1:]
    places = torch.arange(event.numel(), device=logits.device)
    codes = torch.arange(2 ** event.numel(), device=logits.device)
    bits = (codes[:, None] >> places & 1).to(logits.dtype)
    return bits.repeat_interleave(len(logits), 0).reshape(-1, *event)


def value_weight(nll: Tensor, values: int) -> Tensor:
    """K q(value) for each of the K values, [K · B]; `nll` is −log q(value).

    The mean over the values of an example is 1, so a mean of weighed costs is an expectation.
    """
    return values * torch.exp(-nll)


def weighed(cost: Tensor, *weights: Tensor) -> Tensor:
    """A cost by its weights, [k · B]."""
    return math.prod(weights) * cost.flatten()


def _shared(noise: Tensor, shape: torch.Size, sizes: tuple[int, ...]) -> Tensor:
    """Base noise in this shape, whose copies have, by turns, noise of their own and the same."""
    batch, event = shape[0] // math.prod(sizes), shape[1:]
    own = [1 if place % 2 else size for place, size in enumerate(sizes)]
    return noise.reshape(*own, batch, *event).expand(*sizes, batch, *event).reshape(shape)


def share_normal(noise: Tensor | None, like: Tensor, *sizes: int) -> Tensor:
    """ε ~ N(0, 1) of the shape of `like`, the same in the copies of every second size."""
    if noise is None:
        rows = len(like) // math.prod(sizes[1::2])
        noise = torch.randn(rows, *like.shape[1:], dtype=like.dtype, device=like.device)
    return _shared(noise, like.shape, sizes)


def share_uniform(noise: Tensor | None, like: Tensor, *sizes: int) -> Tensor:
    """Noise u ~ U(0, 1) of the shape of `like`, the same in the copies of every second size."""
    if noise is None:
        rows = len(like) // math.prod(sizes[1::2])
        noise = torch.rand(rows, *like.shape[1:], dtype=like.dtype, device=like.device)
    return _shared(noise, like.shape, sizes)


def share_one_uniform(noise: Tensor | None, like: Tensor, *sizes: int) -> Tensor:
    """One u ~ U(0, 1) for each row of `like`, the same in the copies of every second size."""
    return share_uniform(noise, like[:, 0], *sizes)
