"""Numbers → a scale for an axis: linear or logarithmic, with round numbers to write at it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

RATIO = 20.0  # how many times larger than the smallest the largest is on a logarithmic scale
PLAIN = (1e-3, 1e5)  # numbers between these are written without a power of ten


@dataclass(frozen=True)
class Scale:
    """Where a number lies on an axis.

    Attributes:
        low, high: the ends.
        is_log: whether equal ratios have equal lengths, not equal differences.
        ticks: the numbers that are written.
    """

    low: float
    high: float
    is_log: bool
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Where a number lies, from 0 at the low end to 1 at the high one."""
        low, high, at = (
            (math.log(v) for v in (self.low, self.high, value))
            if self.is_log
            else (self.low, self.high, value)
        )
        return (at - low) / (high - low)


def choose_scale(values: Sequence[float]) -> Scale:
    """A scale on which all of the finite values lie.

    It is logarithmic where all are positive and the largest is many times the smallest, as losses
    are that fall by orders of magnitude.
    """
    low, high = min(values), max(values)
    if low > 0 and high / low > RATIO:
        return Scale(low, high, True, _log_ticks(low, high))
    if high - low <= 1e-9 * max(abs(low), abs(high), 1.0):
        around = max(abs(high) * 0.1, 0.5)
        low, high = low - around, high + around
    return Scale(low, high, False, linear_ticks(low, high))


def linear_ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Multiples of 1, 2 or 5 times a power of ten, about so many."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    unit = next(power * step for step in (1, 2, 5, 10) if power * step >= rough)
    first, last = math.ceil(low / unit - 1e-9), math.floor(high / unit + 1e-9)
    return tuple(round(k * unit, 12) for k in range(first, last + 1))


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Powers of ten; and 2 and 5 times these, where they are few."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if len(powers) <= 4 else (1,)
    stride = -(-len(powers) // 6)
    found = (step * 10.0**power for power in powers[::stride] for step in steps)
    return tuple(value for value in found if low <= value <= high)


def write_number(value: float) -> str:
    """A number at an axis, with the minus sign of print."""
    size = abs(value)
    is_plain = value == 0 or PLAIN[0] <= size < PLAIN[1]
    shown = f"{value:.10g}" if is_plain else f"{value:.3g}"
    if is_plain and size >= 1000:
        shown = f"{value:,.10g}"
    return shown.replace("-", "−")
