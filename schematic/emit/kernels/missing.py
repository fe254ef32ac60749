"""Data of which some examples are missing: −1 for a class, NaN for numbers."""

from __future__ import annotations

from torch import Tensor


def seen_or_0(values: Tensor) -> tuple[Tensor, Tensor]:
    """Which examples are there, [B], and the values, [B, …], with 0 in those that are missing.

    An example is missing if any number of it is.
    """
    missing = (
        (values.isnan() if values.is_floating_point() else values < 0)
        .reshape(len(values), -1)
        .any(1)
    )
    shape = (-1, *(1 for _ in values.shape[1:]))
    return ~missing, values.masked_fill(missing.reshape(shape), 0)
