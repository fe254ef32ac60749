"""Bernoulli laws: logits [B, …], or one probability for every element."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.emit.kernels.reduce import batch_mean, per_example


def bernoulli_nll(value: Tensor, logits: Tensor) -> Tensor:
    """−log Bernoulli(value | σ(logits)), [B] in nats; a value within (0, 1) is a soft target."""
    return per_example(F.binary_cross_entropy_with_logits(logits, value, reduction="none"))


def bernoulli_nll_mean(value: Tensor, logits: Tensor) -> Tensor:
    """−log Bernoulli(value | σ(logits)), the mean over the batch in nats; targets may be soft."""
    return F.binary_cross_entropy_with_logits(logits, value, reduction="sum") / len(value)


def _bernoulli_nll_at(value: Tensor, probability: float) -> Tensor:
    """−log Bernoulli(value | probability), for each element."""
    hit, miss = math.log(probability), math.log1p(-probability)
    return -(value * hit + (1 - value) * miss)


def bernoulli_nll_at(value: Tensor, probability: float) -> Tensor:
    """−log Bernoulli(value | probability) with a fixed probability, [B] in nats."""
    return per_example(_bernoulli_nll_at(value, probability))


def bernoulli_nll_at_mean(value: Tensor, probability: float) -> Tensor:
    """−log Bernoulli(value | probability), fixed, the mean over the batch in nats."""
    return batch_mean(_bernoulli_nll_at(value, probability))


def bernoulli_draw(logits: Tensor, noise: Tensor | None = None) -> Tensor:
    """1 where u < σ(logits), [B, …]; base noise u ~ U(0, 1). No gradient passes."""
    noise = torch.rand_like(logits) if noise is None else noise.reshape(logits.shape)
    return (noise < torch.sigmoid(logits)).to(logits.dtype)


def bernoulli_prior(
    shape: Sequence[int], probability: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """1 where u < probability, of this shape, [B, …]; base noise u ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(shape, dtype=like.dtype, device=like.device)
    return (noise < probability).to(like.dtype)


def _bernoulli_kl_between(logits: Tensor, p_logits: Tensor) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(σ(p_logits))), for each element."""
    expected = torch.sigmoid(logits) * (logits - p_logits)
    return expected + F.softplus(p_logits) - F.softplus(logits)


def bernoulli_kl_between(logits: Tensor, p_logits: Tensor) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(σ(p_logits))), [B] in nats."""
    return per_example(_bernoulli_kl_between(logits, p_logits))


def bernoulli_kl_between_mean(logits: Tensor, p_logits: Tensor) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(σ(p_logits))), the mean over the batch in nats."""
    return batch_mean(_bernoulli_kl_between(logits, p_logits))


def _logits_like(logits: Tensor, probability: float) -> Tensor:
    """The logit of a fixed probability at every element, as `logits` is."""
    return torch.full_like(logits, math.log(probability) - math.log1p(-probability))


def bernoulli_kl_at(logits: Tensor, probability: float) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(probability)), [B] in nats."""
    return bernoulli_kl_between(logits, _logits_like(logits, probability))


def bernoulli_kl_at_mean(logits: Tensor, probability: float) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(probability)), the mean over the batch in nats."""
    return bernoulli_kl_between_mean(logits, _logits_like(logits, probability))
