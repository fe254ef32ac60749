"""Data of a plate: a tensor for each copy, or one for all of them with a time axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor


def copy_of(batch: Mapping[str, Any], name: str, stem: str, place: int) -> Tensor:
    """The values of one copy, [B, …]: under its own name, or in the array of all, [B, T, …]."""
    found: Tensor = batch[name] if name in batch else batch[stem][:, place]
    return found
