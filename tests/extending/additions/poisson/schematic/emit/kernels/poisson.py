"""Poisson laws of counts: log_rate is log λ [B, …], or rate is λ for every element."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from schematic.emit.kernels.reduce import batch_mean, per_example


def _poisson_nll(value: Tensor, log_rate: Tensor) -> Tensor:
    """−log Poisson(value | λ) = λ − value log λ + log value!, for each element."""
    return log_rate.exp() - value * log_rate + torch.lgamma(value + 1)


def poisson_nll(value: Tensor, log_rate: Tensor) -> Tensor:
    """−log Poisson(value | λ), [B] in nats."""
    return per_example(_poisson_nll(value, log_rate))


def poisson_nll_mean(value: Tensor, log_rate: Tensor) -> Tensor:
    """−log Poisson(value | λ), the mean over the batch in nats."""
    return batch_mean(_poisson_nll(value, log_rate))


def _log_rate_like(value: Tensor, rate: float) -> Tensor:
    """The logarithm of a fixed rate at every element, as `value` is."""
    return torch.full_like(value, math.log(rate))


def poisson_nll_at(value: Tensor, rate: float) -> Tensor:
    """−log Poisson(value | rate) with a fixed rate, [B] in nats."""
    return poisson_nll(value, _log_rate_like(value, rate))


def poisson_nll_at_mean(value: Tensor, rate: float) -> Tensor:
    """−log Poisson(value | rate), fixed, the mean over the batch in nats."""
    return poisson_nll_mean(value, _log_rate_like(value, rate))


def _counts_below(rate: Tensor, noise: Tensor) -> Tensor:
    """How many counts have a cumulative probability below u, [B, …]; u ~ U(0, 1)."""
    largest = float(rate.max())
    counts = torch.arange(math.ceil(largest + 12 * math.sqrt(largest) + 12), device=rate.device)
    reached: Tensor = torch.special.gammaincc(counts.to(rate.dtype) + 1, rate[..., None])
    return (reached < noise[..., None]).sum(-1).to(rate.dtype)


def poisson_draw(log_rate: Tensor, noise: Tensor | None = None) -> Tensor:
    """A count, [B, …]; base noise u ~ U(0, 1). No gradient passes."""
    rate = log_rate.detach().exp()
    if noise is None:
        return torch.poisson(rate)
    return _counts_below(rate, noise.reshape(rate.shape))


def poisson_prior(
    shape: Sequence[int], rate: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A count of a fixed rate, of this shape, [B, …]; base noise u ~ U(0, 1)."""
    rates = torch.full(tuple(shape), rate, dtype=like.dtype, device=like.device)
    return torch.poisson(rates) if noise is None else _counts_below(rates, noise)
