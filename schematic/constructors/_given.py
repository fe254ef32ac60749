"""Parents that are no image, as features that a whole net is told: numbers, vectors, classes."""

from __future__ import annotations

from collections.abc import Sequence

from schematic.constructors._constructor import Inside
from schematic.spaces import Space, width

FREQUENCIES = 64


def embedded(space: Space, features: int, inside: Inside) -> str:
    """What makes features of a parent: waves of a number, a row of trained numbers for a class."""
    if space.classes:
        return f"nn.Linear({space.classes}, {features}, bias=False)"
    size = width(space)
    if size > 1:
        return f"nn.Linear({size}, {features})"
    waves = f"Waves({FREQUENCIES}), nn.Linear({FREQUENCIES}, {features}), {inside.act}"
    return f"nn.Sequential({waves}, nn.Linear({features}, {features}))"


def listed(rows: Sequence[str]) -> list[str]:
    """Lines of a call with an argument each."""
    return [f"    {row}," for row in rows]
