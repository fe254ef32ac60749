"""The numbers that options take: a range says itself in words, and tells what is in it.

The command line and the functions that Python calls hold their numbers against the same ranges.
"""

from __future__ import annotations

import numbers
import operator
from dataclasses import dataclass

MOST_SHOWN = 30
"""Characters of a value that a message shows."""


@dataclass(frozen=True)
class Range:
    """The numbers between two ends.

    Attributes:
        lowest, highest: the ends.
        whole: whether only integers are meant.
        without: the ends that are left out.
    """

    lowest: float
    highest: float
    whole: bool = False
    without: tuple[float, ...] = ()

    def accepts(self, value: object) -> bool:
        """Whether a value is a number of the range; NaN is in none."""
        number = plain(value)
        if number is None or (self.whole and not isinstance(number, int)):
            return False
        return self.lowest <= number <= self.highest and number not in self.without

    def __str__(self) -> str:
        """In words, such as `a whole number from 1 to 100` or `a number in (0, 1]`."""
        if self.whole:
            return f"a whole number from {self.lowest:,} to {self.highest:,}"
        left = "(" if self.lowest in self.without else "["
        right = ")" if self.highest in self.without else "]"
        return f"a number in {left}{self.lowest:g}, {self.highest:g}{right}"


COUNT = Range(1, 2**31 - 1, whole=True)
NATURAL = Range(0, 2**31 - 1, whole=True)
SEED = Range(0, 2**63 - 1, whole=True)


def plain(value: object) -> int | float | None:
    """A number as Python's own `int` or `float`, NumPy's scalars too; None for what is none."""
    if isinstance(value, numbers.Integral):
        return operator.index(value)
    return float(value) if isinstance(value, numbers.Real) else None


def shown(value: object) -> str:
    """A value for a message, cut where it is endless."""
    if isinstance(value, int) and abs(value) >= 10**MOST_SHOWN:
        return f"a whole number of more than {MOST_SHOWN} digits"  # `str` refuses 4,300 of them
    try:
        text = value if isinstance(value, str) else repr(value)
    except ValueError:  # of numbers in a tuple
        return f"numbers of more than {MOST_SHOWN} digits"
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
