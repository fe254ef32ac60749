"""Samples recognised: a sample that is given a class, and the class that a classifier sees in it.

The classifier has learnt from the same training examples and makes mistakes of its own, which the
held-out examples show.
"""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor

from schematic.training.evaluation.comparison import Compared, Side, of_both
from schematic.training.evaluation.distance import Distance
from schematic.training.evaluation.results import Better, Result


def measure_recognised(compared: Compared) -> Iterator[Result]:
    """Yield the share of samples that are recognised, where they are given the labels."""
    if not compared.samples.asked:
        return

    def values(side: Side) -> list[float]:
        pairs = zip(side.told, side.asked, strict=True)
        return [_share(told.argmax(1), asked) for told, asked in pairs]

    meaning = "share in which the class that they are given is seen"
    yield from of_both(compared, "samples recognised", values, meaning, Better.HIGHER)


def _share(seen: Tensor, asked: Tensor) -> float:
    """The share of examples in which the class is seen, of those that have one (from 0)."""
    known = asked >= 0
    return float((seen == asked)[known].double().mean()) if known.any() else 0.0


DISTANCE = Distance(50, measure_recognised)
