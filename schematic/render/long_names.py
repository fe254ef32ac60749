"""Circle → the lines of its name: one, or several where the largest circle cannot hold it in one.

A long name is broken behind underscores, and within words only where these are too long themselves.
A name that is too long for all that is cut.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from schematic.render.drawing import Circle
from schematic.render.label import Label, Symbol
from schematic.render.measure import (
    LARGEST_RADIUS,
    NODE_TYPE,
    RIM,
    SMALLEST_TYPE,
    Type,
    type_of,
)

LEADING = 1.05
# A name in one line that is not smaller than this, in points, stays in one.
READABLE = 11
# How many lines a circle holds in the smallest type.
MOST = 8
ROOM = LARGEST_RADIUS - RIM / 2


def lines_in(circle: Circle) -> tuple[tuple[Label, ...], Type]:
    """Return the lines of a circle's name, and their type, as large as the circle allows."""
    if type_of(circle).size >= READABLE or len(circle.label) != 1:
        return (circle.label,), type_of(circle)
    (symbol,) = circle.label
    name = "_".join(part for part in (symbol.text, symbol.sub) if part)
    for size in range(NODE_TYPE.size, SMALLEST_TYPE - 1, -1):
        for count in range(2, MOST + 1):
            high = count * size * LEADING / 2
            if high >= ROOM:
                break
            lines = list(_lines(name, Type(size), 2 * math.sqrt(ROOM**2 - high**2)))
            if len(lines) <= count:
                return _labels(lines), Type(size)
    return _labels([*lines[: MOST - 1], lines[MOST - 1][:-1] + "…"]), Type(SMALLEST_TYPE)


def _labels(lines: list[str]) -> tuple[Label, ...]:
    return tuple((Symbol(line),) for line in lines)


def _lines(name: str, type_: Type, width: float) -> Iterator[str]:
    """Yield lines that are not wider than they may be."""
    line = ""
    for piece in _pieces(name, type_, width):
        if line and _width(line + piece, type_) > width:
            yield line
            line = ""
        line += piece
    yield line


def _pieces(name: str, type_: Type, width: float) -> Iterator[str]:
    """Yield what is not broken: words with the underscore behind them, letters of longer ones."""
    for word in re.findall(r"[^_]*_|[^_]+", name):
        if _width(word, type_) <= width:
            yield word
        else:
            yield from word


def _width(text: str, type_: Type) -> float:
    return type_.width((Symbol(text),))
