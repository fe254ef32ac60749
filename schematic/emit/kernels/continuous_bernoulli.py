"""Continuous Bernoulli laws on [0, 1] [LoaizaGanem2019]: logits a [B, …], density ∝ exp(a x)."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.emit.kernels.reduce import batch_mean, per_example


def _log_normaliser(logits: Tensor) -> Tensor:
    """Log ∫₀¹ exp(a u) du = log((eᵃ − 1)/a), for each element; a series near a = 0."""
    near = logits.abs() < 0.2
    a = torch.where(near, torch.ones_like(logits), logits)
    far = a.clamp(min=0) + torch.log(-torch.expm1(-a.abs())) - torch.log(a.abs())
    b = torch.where(near, logits, torch.zeros_like(logits))
    series = b / 2 + b**2 / 24 - b**4 / 2880 + b**6 / 181440 - b**8 / 9676800
    return torch.where(near, series, far)


def continuous_bernoulli_nll(value: Tensor, logits: Tensor) -> Tensor:
    """−log CB(value | logits) = log ∫₀¹ exp(a u) du − a · value, [B] in nats."""
    return per_example(_log_normaliser(logits) - logits * value)


def continuous_bernoulli_nll_mean(value: Tensor, logits: Tensor) -> Tensor:
    """−log CB(value | logits), the mean over the batch in nats."""
    return batch_mean(_log_normaliser(logits) - logits * value)


def continuous_bernoulli_mean(logits: Tensor) -> Tensor:
    """The expectation of the law, 1/(1 − e⁻ᵃ) − 1/a, [B, …]; a series near a = 0."""
    near = logits.abs() < 0.2
    a = torch.where(near, torch.ones_like(logits), logits)
    b = torch.where(near, logits, torch.zeros_like(logits))
    series = 0.5 + b / 12 - b**3 / 720 + b**5 / 30240 - b**7 / 1209600
    return torch.where(near, series, -1 / torch.expm1(-a) - 1 / a)


def continuous_bernoulli_draw(logits: Tensor, noise: Tensor | None = None) -> Tensor:
    """The inverse distribution function log(1 + u (eᵃ − 1))/a, [B, …]; base noise u ~ U(0, 1)."""
    noise = torch.rand_like(logits) if noise is None else noise.reshape(logits.shape)
    near = logits.abs() < 1e-3
    a = torch.where(near, torch.ones_like(logits), logits)
    # For a > 0 written with e⁻ᵃ, so that nothing overflows.
    up = 1 + torch.log(noise + (1 - noise) * torch.exp(-a.clamp(min=0))) / a.clamp(min=1e-3)
    down = torch.log1p(noise * torch.expm1(a.clamp(max=0))) / a.clamp(max=-1e-3)
    v = noise * (1 - noise)
    series = logits * v / 2 + logits**2 * v * (1 - 2 * noise) / 6 + logits**3 * v * (1 - 6 * v) / 24
    return torch.where(near, noise + series, torch.where(a > 0, up, down))
