"""Verdicts: what a discriminator pays for telling real examples from fake ones."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def verdict_nll_mean(logits: Tensor, first: int, y: int) -> Tensor:
    """−E log q(y|·) over both y, a scalar in nats.

    The logits [B, 1] of `first` examples of y come first, then those of 1 − y.
    """
    labels = torch.full_like(logits, 1 - y)
    labels[:first].fill_(y)
    if 2 * first == len(logits):
        return F.binary_cross_entropy_with_logits(logits, labels)
    each = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    return 0.5 * each[:first].mean() + 0.5 * each[first:].mean()
