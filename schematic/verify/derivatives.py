"""Enumerated sums → their gradients: compared, and looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

Slopes = list[Tensor | None]


def slopes(value: Tensor, parameters: Sequence[Tensor]) -> Slopes:
    """The gradient of a scalar in each parameter; None where there is no way to it."""
    if not value.requires_grad or not parameters:
        return [None] * len(parameters)
    return list(torch.autograd.grad(value, list(parameters), allow_unused=True, retain_graph=True))


def off(value: Tensor, expected: Tensor) -> float:
    """The difference of two scalars, in units of the expected one where that is above 1."""
    return abs(value.item() - expected.item()) / max(1.0, abs(expected.item()))


def gap(left: Tensor, right: Tensor, parameters: Sequence[Tensor]) -> float:
    """The largest difference between two gradients.

    It is in units of the largest element of the right one, where that is above 1: rounding grows
    with what is rounded.
    """
    pairs = zip(slopes(left, parameters), slopes(right, parameters), parameters, strict=True)
    gaps = (_or_zero(a, p) - _or_zero(b, p) for a, b, p in pairs)
    scale = max(1.0, size(right, parameters))
    return largest(gap.abs().max().item() for gap in gaps) / scale


def size(value: Tensor, parameters: Sequence[Tensor]) -> float:
    """The largest element of a gradient; 0 where there is none."""
    return largest(s.abs().max().item() for s in slopes(value, parameters) if s is not None)


def largest(numbers: Iterable[float]) -> float:
    """The largest of some numbers, a NaN being larger than all; 0 for none."""
    found = [float(number) for number in numbers]
    return float("nan") if any(n != n for n in found) else max(found, default=0.0)


def reaches(values: Tensor, parameters: Sequence[Tensor]) -> bool:
    """Whether some tensor depends on some parameter."""
    weights = torch.linspace(1, 2, values.numel(), dtype=values.dtype).reshape(values.shape)
    return size((values * weights).sum(), parameters) > 0


def _or_zero(slope: Tensor | None, parameter: Tensor) -> Tensor:
    return torch.zeros_like(parameter) if slope is None else slope
