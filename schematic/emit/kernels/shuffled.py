"""Draws from the product of the marginals of a batch: each element is permuted on its own."""

from __future__ import annotations

import torch
from torch import Tensor


def shuffled(
    values: Tensor, noise: Tensor | None = None, samples: int = 1, *, rows: bool = False
) -> Tensor:
    """Values [k · B, …], each element permuted over the batch by the order of its base noise.

    Base noise u ~ U(0, 1) is as large as the values, or with `rows` one number for each, which are
    then permuted as a whole. With k samples, which come k-major, each stays among its own.

    Raises:
        ValueError: there is one example, and so nothing to permute.
    """
    each = values.reshape(samples, -1, *values.shape[1:])
    if each.shape[1] < 2:
        message = "an element is permuted over the batch: give at least two examples"
        raise ValueError(message)
    shape = each.shape[:2] if rows else each.shape
    u = torch.rand(shape, device=values.device) if noise is None else noise.reshape(shape)
    order = u.argsort(1).reshape(*shape, *[1] * (each.dim() - len(shape)))
    return each.gather(1, order.expand_as(each)).reshape(values.shape)
