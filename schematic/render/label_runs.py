"""Label → runs: stretches of text that are alike, each with its place from the first letter on.

A symbol with both scripts has one above the other, and what follows stands behind the wider one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schematic.render.figure import Words
from schematic.render.label import Symbol, runs
from schematic.render.measure import Type
from schematic.render.type_widths import width_of

# Where scripts stand, in sizes of the type that bears them.
BELOW, ABOVE = -0.32, 0.51
# How far the middle of a line of text lies above its foot, in sizes of its type.
MIDDLE = 0.23


@dataclass(frozen=True)
class Run:
    """A stretch of text.

    Attributes:
        text: what stands there.
        slants: whether its letters do.
        size: of its type, in points.
        x, y: where it starts, from the start of the foot of the line, in points.
        width: in points.
    """

    text: str
    slants: bool
    size: int
    x: float
    y: float
    width: float


def set_words(words: Words) -> tuple[Run, ...]:
    """Return the runs of a line of text, from its first letter on."""
    return tuple(_runs(words))


def width_of_runs(set_: tuple[Run, ...]) -> float:
    """Return how wide a line of text is, in points."""
    return max((run.x + run.width for run in set_), default=0.0)


def _runs(words: Words) -> Iterator[Run]:
    at = 0.0
    script = Type(words.size).script
    for symbol in words.label:
        for run in _stretch(symbol.text, words.size, at, 0.0, words.prose):
            yield run
            at += run.width
        yield from _scripts(symbol, words.size, script, at)
        at += max(_width(symbol.sub, script), _width(symbol.sup, script))


def _scripts(symbol: Symbol, size: int, script: int, at: float) -> Iterator[Run]:
    for text, up in ((symbol.sub, BELOW), (symbol.sup, ABOVE)):
        yield from _stretch(text, script, at, up * size, prose=False)


def _stretch(text: str, size: int, x: float, y: float, prose: bool) -> Iterator[Run]:
    pieces = [(text, False)] if prose and text else runs(text)
    for piece, slants in pieces:
        width = width_of(piece, slants=slants) * size / 1000
        yield Run(piece, slants, size, x, y, width)
        x += width


def _width(text: str, size: int) -> float:
    return sum(width_of(piece, slants=slants) for piece, slants in runs(text)) * size / 1000
