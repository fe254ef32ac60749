"""Label → runs: stretches of text that are alike, each with its place from the first letter on.

A symbol with both scripts has one above the other, and what follows stands behind the wider one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schematic.render.figure import Words
from schematic.render.label import runs
from schematic.render.measure import Type
from schematic.render.type_widths import known_width

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


Measure = Callable[[str, bool], float]
"""Gives how wide a text is in sizes of its type; its letters slant, or do not."""


def set_words(words: Words, measure: Measure = known_width) -> tuple[Run, ...]:
    """Return the runs of a line of text, from its first letter on."""
    return tuple(_Setter(measure).runs(words))


def width_of_runs(set_: tuple[Run, ...]) -> float:
    """Return how wide a line of text is, in points."""
    return max((run.x + run.width for run in set_), default=0.0)


@dataclass(frozen=True)
class _Setter:
    """How wide texts are."""

    measure: Measure

    def runs(self, words: Words) -> Iterator[Run]:
        """Yield the runs of a line of text."""
        at = 0.0
        script = Type(words.size).script
        for symbol in words.label:
            for run in self._stretch(symbol.text, words.size, at, 0.0, words.prose):
                yield run
                at += run.width
            ends = [at]
            for text, up in ((symbol.sub, BELOW), (symbol.sup, ABOVE)):
                for run in self._stretch(text, script, at, up * words.size):
                    yield run
                    ends.append(run.x + run.width)
            at = max(ends)

    def _stretch(
        self, text: str, size: int, x: float, y: float, prose: bool = False
    ) -> Iterator[Run]:
        pieces = [(text, False)] if prose and text else runs(text)
        for piece, slants in pieces:
            width = self.measure(piece, slants) * size
            yield Run(piece, slants, size, x, y, width)
            x += width
