"""What a plan reads off a law: its numbers, its nets, and the axis that joins its parameters."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.families import Kind
from schematic.graph import Distribution, Factor, NetRef, Node


def axis_of(node: Node) -> int:
    """Where a law's raw parameters are joined: channels of an image, else the last axis."""
    shape = node.space.shape
    return 1 if shape is None or len(shape) in (1, 3) else -1


def constants_of(law: Distribution, node: Node) -> tuple[float, ...]:
    """The numbers among a law's arguments; a uniform class needs the number of classes."""
    if node.space.kind is Kind.CAT and not law.arguments:
        return (node.space.classes,)
    return law.numbers


def nets_of(factor: Factor) -> Iterator[tuple[NetRef, int]]:
    """Each net of a factor with the number of raw tensors it returns."""
    refs = factor.law.nets
    alone = 1 if factor.hollow else len(factor.law.form.raw)
    for ref in refs:
        yield ref, alone if len(refs) == 1 else 1
