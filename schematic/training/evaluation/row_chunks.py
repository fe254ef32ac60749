"""Rows of a tensor → chunks of them, so that what is computed from few rows fits into memory."""

from __future__ import annotations

from torch import Tensor


def chunks_of(values: Tensor, rows: int) -> tuple[Tensor, ...]:
    """Return the rows of values [N, …] in order, so many at a time; the last chunk may be short."""
    return tuple(values[start : start + rows] for start in range(0, len(values), rows))


def whole_chunks(values: Tensor, rows: int) -> tuple[Tensor, ...]:
    """Return chunks that all have so many rows; what is left at the end is left out."""
    return chunks_of(values[: len(values) // rows * rows], rows)
