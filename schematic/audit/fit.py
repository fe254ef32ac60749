"""Columns and a target → the weights with which the columns add up to it, batch by batch.

Weights are fitted to each batch alone. They explain something only where they are the same number
in all batches, or grow with the length of the batch, as a sum does that should be a mean.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

EXACT = 1e-6
"""The largest deviation, relative to the larger side, of two gradients that are called equal.

A guard such as `log(p + 1e-8)` stays below it, and no wrong loss that was tried comes near.
"""
SURE = 1e-8
"""The largest deviation of a fit in which a pair of columns was searched for among many."""
SPREAD = 1e-5
"""How far weights of different batches may lie apart, relative to the largest."""


class Weight(NamedTuple):
    """A weight in all batches: value · Bᵖᵒʷᵉʳ."""

    value: float
    power: int = 0

    def over(self, other: Weight) -> Weight:
        """The ratio of two weights."""
        return Weight(self.value / other.value, self.power - other.power)

    def is_near(self, value: float) -> bool:
        """Whether it is this number."""
        return self.power == 0 and abs(self.value - value) <= SPREAD * max(1.0, abs(value))

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing beside 1."""
        return abs(self.value) <= SPREAD

    @property
    def is_positive(self) -> bool:
        """Whether it is more than nothing."""
        return self.value > SPREAD


ONE = Weight(1.0)


class Fit(NamedTuple):
    """Weights of some columns, and the largest relative deviation of their sum from the target."""

    weights: tuple[Weight, ...]
    deviation: float


def deviation(found: Tensor, target: Tensor) -> float:
    """The largest difference of two gradients [batches, elements], relative to the larger one."""
    size = torch.maximum(found.norm(dim=1), target.norm(dim=1))
    off = (found - target).norm(dim=1)
    return float((off / size.clamp(min=1e-30)).max()) if len(off) else 0.0


def solve(columns: Sequence[Tensor], target: Tensor, lengths: Sequence[int]) -> Fit | None:
    """The weights of columns [batches, elements]; None where they are no weights of all batches."""
    if not columns:
        return Fit((), deviation(torch.zeros_like(target), target))
    matrix = torch.stack(list(columns), 2)
    size = matrix.norm(dim=1, keepdim=True)
    scale = size.clamp(min=1e-30)
    found = torch.linalg.lstsq(matrix / scale, target[..., None], driver="gelsd").solution
    sums = (matrix / scale @ found).squeeze(2)
    each = (found / scale.transpose(1, 2)).squeeze(2)
    each = each.masked_fill(size.squeeze(1) < 1e-13, torch.nan)
    weights = [recognised(column, lengths) for column in each.T]
    if any(weight is None for weight in weights):
        return None
    return Fit(tuple(w for w in weights if w is not None), deviation(sums, target))


def recognised(values: Tensor, lengths: Sequence[int]) -> Weight | None:
    """The weight that these numbers are, one a batch; None where they follow no rule.

    A batch on which a column has no gradient, NaN here, tells nothing of its weight.
    """
    is_told = values.isfinite()
    if not bool(is_told.any()):
        return ONE
    sizes = torch.tensor(lengths, dtype=torch.float64)[is_told]
    values = values[is_told]
    for power in (0, 1, -1):
        ratios = values / sizes**power
        middle = float(ratios.mean())
        if float((ratios - middle).abs().max()) <= SPREAD * max(abs(middle), 1e-2):
            return Weight(0.0 if abs(middle) <= SPREAD * 1e-2 else middle, power)
    return None


class Near:
    """One batch: which columns, beside those of derived terms, may add up to a target."""

    def __init__(self, own: Sequence[Tensor], target: Tensor) -> None:
        """Take the gradients of the derived terms and the target on this batch, [elements]."""
        self.own, self.target = list(own), target

    def explains(self, out: Container[int], others: Sequence[Tensor]) -> bool:
        """Whether others and the derived terms but some add up to the target, with any weights."""
        kept = [column for at, column in enumerate(self.own) if at not in out]
        columns = [*kept, *others]
        scale = torch.stack([column.norm().clamp(min=1e-30) for column in columns])
        matrix = torch.stack(columns, 1) / scale
        found = torch.linalg.lstsq(matrix, self.target[:, None], driver="gelsd").solution
        return deviation((matrix @ found).T, self.target[None]) <= EXACT

    def pairs(self, others: Sequence[Tensor], most: int) -> Iterator[tuple[int, int]]:
        """The pairs of others that, beside all derived terms, come nearest to the target."""
        if len(others) < 2:
            return
        common, onto, alive = self._apart(others)
        told = _told(common, onto, alive)
        best = told.flatten().topk(min(most, told.numel())).indices.tolist()
        yield from (divmod(at, len(others)) for at in best if told.flatten()[at] > 0)

    def threes(self, others: Sequence[Tensor], most: int) -> Iterator[tuple[int, int, int]]:
        """The threes of others that, beside all derived terms, come nearest to the target."""
        if len(others) < 3:
            return
        common, onto, alive = self._apart(others)
        found: list[tuple[float, tuple[int, int, int]]] = []
        for a in range(len(others)):
            if not alive[a]:
                continue
            rest = (1 - common[a] ** 2).clamp(min=1e-9).sqrt()
            later = alive & (1 - common[a] ** 2 > 1e-9)
            later[: a + 1] = False
            without = (common - common[a][:, None] * common[a]) / (rest[:, None] * rest)
            told = _told(without, (onto - common[a] * onto[a]) / rest, later)
            best = told.flatten().topk(min(3, told.numel()))
            for value, at in zip(best.values.tolist(), best.indices.tolist(), strict=True):
                if value > 0:
                    found.append((value + float(onto[a] ** 2), (a, *divmod(at, len(others)))))
        yield from (three for _, three in sorted(found, reverse=True)[:most])

    def _apart(self, others: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """What of others is not in the derived terms, of length 1.

        Returns:
            Their products with each other, those with what is left of the target, and whether
            anything is left of each.
        """
        basis = _basis(self.own, self.target)
        rest = self.target - basis @ (basis.T @ self.target)
        held = torch.stack(list(others), 1)
        held = held - basis @ (basis.T @ held)
        sizes = held.norm(dim=0)
        unit = held / sizes.clamp(min=1e-300)
        alive = sizes > 1e-9 * torch.stack([each.norm() for each in others])
        return unit.T @ unit, unit.T @ rest, alive


def _told(common: Tensor, onto: Tensor, alive: Tensor) -> Tensor:
    """How much of a target each pair of columns gives, above the diagonal; −1 where it is none."""
    spread = (1 - common**2).clamp(min=1e-9)
    told = (onto[:, None] ** 2 + onto[None] ** 2 - 2 * common * onto[:, None] * onto) / spread
    usable = alive[:, None] & alive[None] & (1 - common**2 > 1e-9)
    return torch.where(usable.triu(1), told, -torch.ones_like(told))


def _basis(columns: Iterable[Tensor], like: Tensor) -> Tensor:
    found = list(columns)
    if not found:
        return like.new_zeros(len(like), 0)
    basis, triangle = torch.linalg.qr(torch.stack(found, 1))
    kept: Tensor = basis[:, triangle.diagonal().abs() > 1e-12]
    return kept
