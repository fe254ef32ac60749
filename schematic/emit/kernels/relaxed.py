"""Smooth samples between the values of a discrete node  [Jang2017; Maddison2017]."""

from __future__ import annotations

import torch
from torch import Tensor


def relaxed_class(logits: Tensor, temperature: float, noise: Tensor | None = None) -> Tensor:
    """softmax((logits + g)/τ), [B, classes], with Gumbel noise g = −log(−log u), u ~ U(0, 1)."""
    u = torch.rand_like(logits) if noise is None else noise.reshape(logits.shape)
    tiny = torch.finfo(u.dtype).tiny
    exponential = (-torch.log(u.clamp(min=tiny))).clamp(min=tiny)
    gumbel = -torch.log(exponential)
    return torch.softmax((logits + gumbel) / temperature, -1)


def relaxed_bits(logits: Tensor, temperature: float, noise: Tensor | None = None) -> Tensor:
    """σ((logits + logit(1 − u))/τ), [B, …]; base noise u ~ U(0, 1), above ½ where u < σ(logits)."""
    u = torch.rand_like(logits) if noise is None else noise.reshape(logits.shape)
    tiny = torch.finfo(u.dtype).tiny
    logistic = torch.log1p(-u) - torch.log(u.clamp(min=tiny))
    return torch.sigmoid((logits + logistic) / temperature)


def straight_through_class(
    logits: Tensor, temperature: float, noise: Tensor | None = None
) -> Tensor:
    """A class as a row of 0 and 1, [B, classes], with the gradient of the relaxed one."""
    soft = relaxed_class(logits, temperature, noise)
    hard = torch.zeros_like(soft).scatter(-1, soft.argmax(-1, keepdim=True), 1.0)
    return hard + (soft - soft.detach())


def straight_through_bits(
    logits: Tensor, temperature: float, noise: Tensor | None = None
) -> Tensor:
    """Bits, [B, …], with the gradient of the relaxed ones; base noise u, 1 where u < σ(logits)."""
    soft = relaxed_bits(logits, temperature, noise)
    return (soft > 0.5).to(soft.dtype) + (soft - soft.detach())
