"""Laws → what a plan needs of them: numbers, nets, and the axis that joins raw parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from schematic.families import Kind
from schematic.graph import Distribution, Factor, NetRef, Node


def axis_of(node: Node) -> int:
    """Where a law's raw parameters are joined: channels of an image, else the last axis."""
    shape = node.space.shape
    return 1 if shape is None else axis_along(shape)


def axis_along(event: Sequence[int]) -> int:
    """The axis of [B, …] along which tensors of an event shape are joined."""
    return 1 if len(event) in (1, 3) else -1


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


def named_raw(
    factor: Factor, of: str, name: Callable[[str], str]
) -> Iterator[tuple[NetRef, tuple[str, ...]]]:
    """Each net of a factor with fresh variables for what it returns: `z_loc`, `z_log_var`.

    Args:
        factor: whose nets are evaluated.
        of: the draw or node that they speak of.
        name: makes a wish a free name.
    """
    words = iter(factor.law.form.raw)
    for ref, count in nets_of(factor):
        yield ref, tuple(name(f"{of}_{word}") for word in islice(words, count))
