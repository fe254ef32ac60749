"""Draws → what they are made from, as far back as draws go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schematic.objective.terms import Draw


def lineage(draws: Mapping[str, Draw], names: Iterable[str]) -> tuple[Draw, ...]:
    """Some draws and all that they are made from, each of them once and behind its parents.

    Args:
        draws: all draws, by name.
        names: where to begin.
    """
    found: dict[str, Draw] = {}
    opened: set[str] = set()
    stack = list(names)
    while stack:
        draw = draws[stack[-1]]
        if draw.name not in opened:
            opened.add(draw.name)
            stack.extend(parent for parent in draw.given if parent not in opened)
        else:
            found[draw.name] = draw
            stack.pop()
    return tuple(found.values())
