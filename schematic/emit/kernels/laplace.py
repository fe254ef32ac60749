"""Laplace laws: loc is the median; log_scale is log b, or scale is b. All tensors are [B, …]."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from schematic.emit.kernels.reduce import batch_mean, per_example


def _laplace_nll(value: Tensor, loc: Tensor, log_scale: Tensor) -> Tensor:
    """−log Laplace(value | loc, b) = |value − loc|/b + log 2b, for each element."""
    distance = (value - loc).abs() * torch.exp(-log_scale)
    return distance + log_scale + math.log(2)


def laplace_nll(value: Tensor, loc: Tensor, log_scale: Tensor) -> Tensor:
    """−log Laplace(value | loc, b), [B] in nats."""
    return per_example(_laplace_nll(value, loc, log_scale))


def laplace_nll_mean(value: Tensor, loc: Tensor, log_scale: Tensor) -> Tensor:
    """−log Laplace(value | loc, b), the mean over the batch in nats."""
    return batch_mean(_laplace_nll(value, loc, log_scale))


def _laplace_nll_at(value: Tensor, loc: Tensor | float, scale: float) -> Tensor:
    """−log Laplace(value | loc, scale), for each element."""
    return (value - loc).abs() / scale + math.log(2 * scale)


def laplace_nll_at(value: Tensor, loc: Tensor | float, scale: float) -> Tensor:
    """−log Laplace(value | loc, scale) with a fixed scale, [B] in nats."""
    return per_example(_laplace_nll_at(value, loc, scale))


def laplace_nll_at_mean(value: Tensor, loc: Tensor | float, scale: float) -> Tensor:
    """−log Laplace(value | loc, scale) with a fixed scale, the mean over the batch in nats."""
    return batch_mean(_laplace_nll_at(value, loc, scale))


def _standard_laplace(noise: Tensor) -> Tensor:
    """Standard Laplace from uniforms, by the inverse of its distribution function."""
    centred = noise - 0.5
    tail = torch.log1p(-2 * centred.abs().clamp(max=0.5 - torch.finfo(noise.dtype).eps))
    return -centred.sign() * tail


def laplace_draw(loc: Tensor, log_scale: Tensor, noise: Tensor | None = None) -> Tensor:
    """A draw loc + b L with L standard Laplace, [B, …]; base noise u ~ U(0, 1)."""
    noise = torch.rand_like(loc) if noise is None else noise.reshape(loc.shape)
    return loc + log_scale.exp() * _standard_laplace(noise)


def laplace_draw_at(loc: Tensor, scale: float, noise: Tensor | None = None) -> Tensor:
    """A draw loc + scale L with L standard Laplace, [B, …]; base noise u ~ U(0, 1)."""
    noise = torch.rand_like(loc) if noise is None else noise.reshape(loc.shape)
    return loc + scale * _standard_laplace(noise)


def laplace_prior(
    shape: Sequence[int], loc: float, scale: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A draw from Laplace(loc, scale) of this shape, [B, …]; base noise u ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(shape, dtype=like.dtype, device=like.device)
    return loc + scale * _standard_laplace(noise)
