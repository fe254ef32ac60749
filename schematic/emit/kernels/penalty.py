"""Penalties on a discriminator's slope."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def gradient_penalty(
    judge: Callable[..., Tensor], real: Sequence[Tensor], fake: Sequence[Tensor], u: Tensor
) -> Tensor:
    """(‖∇D(x̂)‖ − 1)² at x̂ = u · real + (1 − u) · fake, [B]; u is [B] [Gulrajani2017]."""
    points = [
        torch.lerp(f, r, u.view(-1, *(1 for _ in r.shape[1:]))).detach().requires_grad_()
        if r.is_floating_point()
        else r
        for r, f in zip(real, fake, strict=True)
    ]
    moved = [point for point in points if point.requires_grad]
    slopes = torch.autograd.grad(judge(*points).sum(), moved, create_graph=True)
    norm = torch.sqrt(torch.stack([(s.flatten(1) ** 2).sum(1) for s in slopes]).sum(0) + 1e-12)
    return (norm - 1) ** 2
