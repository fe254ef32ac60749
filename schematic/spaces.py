"""Where the values of a node live: their kind and their shape."""

from __future__ import annotations

import math
from dataclasses import dataclass

from schematic.families import Kind


@dataclass(frozen=True)
class Space:
    """Where a node's values live.

    Attributes:
        kind: real numbers, the unit interval, {0, 1}, one of k classes, or the labels of y.
        shape: the event shape, () for one class or label; None while the data have to tell it.
        classes: k of `cat[k]`, else 0.
        labels: the two labels of an indicator, 0 first.
    """

    kind: Kind
    shape: tuple[int, ...] | None
    classes: int = 0
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The type as the language writes it."""
        if self.kind is Kind.LABEL:
            return "{" + ", ".join(self.labels) + "}"
        if self.kind is Kind.CAT:
            return f"cat[{self.classes}]"
        return f"{self.kind.value}{list(self.shape) if self.shape else ''}"


def width(space: Space) -> int:
    """The numbers in one value as a net sees it: a class is one-hot, a label one logit."""
    if space.kind is Kind.CAT:
        return space.classes
    return math.prod(space.shape or ())


def is_image(space: Space) -> bool:
    """Whether values are images, [channels, height, width]."""
    return space.shape is not None and len(space.shape) == 3
