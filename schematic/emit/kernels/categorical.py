"""Categorical laws: logits [B, classes]; values are classes [B], or rows of probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.emit.kernels.reduce import batch_mean, per_example


def categorical_nll(value: Tensor, logits: Tensor) -> Tensor:
    """−log Cat(value | softmax(logits)), [B] in nats; rows of probabilities are soft targets."""
    return F.cross_entropy(logits, value, reduction="none")


def categorical_nll_mean(value: Tensor, logits: Tensor) -> Tensor:
    """−log Cat(value | softmax(logits)), the mean over the batch in nats."""
    return F.cross_entropy(logits, value)


def categorical_nll_uniform(value: Tensor, classes: int) -> Tensor:
    """Log classes for each example, [B] in nats."""
    return torch.full((len(value),), math.log(classes), device=value.device)


def categorical_nll_uniform_mean(value: Tensor, classes: int) -> Tensor:
    """Log classes, the mean over the batch in nats."""
    return categorical_nll_uniform(value, classes).mean()


def softmax(logits: Tensor) -> Tensor:
    """Class probabilities, [B, classes]."""
    return torch.softmax(logits, -1)


def categorical_draw(logits: Tensor, noise: Tensor | None = None) -> Tensor:
    """The first class whose cumulative probability exceeds u, [B]; base noise u [B] ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(len(logits), dtype=logits.dtype, device=logits.device)
    below = torch.softmax(logits, -1).cumsum(-1) <= noise.reshape(-1, 1)
    return below.sum(-1).clamp(max=logits.shape[-1] - 1)


def categorical_prior(
    shape: Sequence[int], classes: int, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A uniform class for each example, [B]; base noise u [B] ~ U(0, 1)."""
    if noise is None:
        return torch.randint(classes, tuple(shape), device=like.device)
    return (noise * classes).long().clamp(max=classes - 1)


def _categorical_kl_uniform(logits: Tensor, classes: int) -> Tensor:
    """The summands of KL(Cat(softmax(logits)) ‖ uniform) = Σ p (log p + log classes)."""
    log_p = torch.log_softmax(logits, -1)
    return log_p.exp() * (log_p + math.log(classes))


def categorical_kl_uniform(logits: Tensor, classes: int) -> Tensor:
    """KL(Cat(softmax(logits)) ‖ uniform), [B] in nats."""
    return per_example(_categorical_kl_uniform(logits, classes))


def categorical_kl_uniform_mean(logits: Tensor, classes: int) -> Tensor:
    """KL(Cat(softmax(logits)) ‖ uniform), the mean over the batch in nats."""
    return batch_mean(_categorical_kl_uniform(logits, classes))


def _categorical_kl_between(logits: Tensor, p_logits: Tensor) -> Tensor:
    """The summands of KL(Cat(softmax(logits)) ‖ Cat(softmax(p_logits))) = Σ q (log q − log p)."""
    log_q, log_p = torch.log_softmax(logits, -1), torch.log_softmax(p_logits, -1)
    return log_q.exp() * (log_q - log_p)


def categorical_kl_between(logits: Tensor, p_logits: Tensor) -> Tensor:
    """KL(Cat(softmax(logits)) ‖ Cat(softmax(p_logits))), [B] in nats."""
    return per_example(_categorical_kl_between(logits, p_logits))


def categorical_kl_between_mean(logits: Tensor, p_logits: Tensor) -> Tensor:
    """KL(Cat(softmax(logits)) ‖ Cat(softmax(p_logits))), the mean over the batch in nats."""
    return batch_mean(_categorical_kl_between(logits, p_logits))
