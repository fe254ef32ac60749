"""What stands at the ends of a net: the values it takes, and the raw parameters it returns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from schematic.families import Kind
from schematic.graph.schematic import Factor, NetRef, Schematic, Space


@dataclass(frozen=True)
class Port:
    """The ends of one use of a net.

    Attributes:
        parents: the spaces of its arguments.
        child: the space of what its output speaks of.
        copies: how many tensors of the child's shape it returns, joined (2 for a Normal).
    """

    parents: tuple[Space, ...]
    child: Space
    copies: int

    @property
    def is_known(self) -> bool:
        """Whether all shapes are known."""
        return all(space.shape is not None for space in (*self.parents, self.child))

    @property
    def has_image(self) -> bool:
        """Whether a parent or the child is an image, [channels, height, width]."""
        return any(is_image(space) for space in (*self.parents, self.child))

    @property
    def inputs(self) -> int:
        """How many numbers the net takes an example."""
        return sum(width(space) for space in self.parents)

    @property
    def outputs(self) -> int:
        """How many numbers the net returns an example."""
        return self.copies * width(self.child)

    def agrees(self, other: Port) -> bool:
        """Whether one net can serve both uses."""
        mine, yours = (*self.parents, self.child), (*other.parents, other.child)
        if len(mine) != len(yours) or self.copies != other.copies:
            return False
        return all(_compatible(a, b) for a, b in zip(mine, yours, strict=True))


def ports(schematic: Schematic, factor: Factor) -> Iterator[tuple[NetRef, Port]]:
    """Each net of a factor with its ends."""
    nodes = schematic.nodes
    parents = tuple(nodes[parent].space for parent in factor.parents)
    alone = len(factor.law.nets) == 1
    copies = len(factor.law.form.raw) if alone and not factor.hollow else 1
    for ref in factor.law.nets:
        yield ref, Port(parents, nodes[factor.child].space, copies)


def width(space: Space) -> int:
    """The numbers in one value as a net sees it: a class is one-hot, a label one logit."""
    if space.kind is Kind.CAT:
        return space.classes
    return math.prod(space.shape or ())


def is_image(space: Space) -> bool:
    """Whether values are images, [channels, height, width]."""
    return space.shape is not None and len(space.shape) == 3


def describe(port: Port) -> str:
    """The ends in words: `(real[64]) → 2 × unit[1, 8, 8]`."""
    copies = f"{port.copies} × " if port.copies > 1 else ""
    return f"({', '.join(map(str, port.parents))}) → {copies}{port.child}"


def _compatible(a: Space, b: Space) -> bool:
    """Whether a net that takes the one takes the other; unknown shapes may turn out to be equal."""
    if (a.classes or b.classes) and a != b:
        return False
    return a.shape is None or b.shape is None or a.shape == b.shape
