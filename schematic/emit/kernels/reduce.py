"""Values of a node's elements → values of examples, or their mean over a batch."""

from __future__ import annotations

from torch import Tensor


def per_example(elements: Tensor) -> Tensor:
    """The sum over each example's elements, [B]; `elements` is [B, …]."""
    return elements.reshape(len(elements), -1).sum(1)


def batch_mean(elements: Tensor, scale: float = 1.0) -> Tensor:
    """The sum over a node's elements, its mean over the batch, times `scale`; a scalar."""
    return elements.sum() * (scale / len(elements))
