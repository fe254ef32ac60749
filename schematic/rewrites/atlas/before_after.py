"""Two schematics → one picture: before and after a rewrite, what has changed marked in both."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph import Factor, Schematic
from schematic.graph.names import greek
from schematic.render.bezier import Point
from schematic.render.drawing import make_drawing
from schematic.render.extent import Extent, extent_of
from schematic.render.figure import Pen
from schematic.render.picture import Picture
from schematic.render.placement import lay_out
from schematic.rewrites.atlas.picture_sheet import (
    Part,
    caption,
    drawn,
    line,
    moved,
)

MARK, LOST, GAINED = Pen("#ffd966", 11), Pen("#f4b6b0", 11), Pen("#b7dfb0", 11)
APART = 130.0
ABOVE = 26.0
INK, GREY = "#000000", "#595959"
ARROW = Pen(GREY, 2.2)


def draw_before_after(
    before: Schematic, after: Schematic, rewrite: str, format: str = "svg"
) -> bytes:
    """One picture of both.

    An arrow that has changed lies on yellow; one that is gone on red, one that is new on green.

    Args:
        before: the schematic.
        after: the schematic rewritten.
        rewrite: what stands above the arrow between the two.
        format: `svg`, `pdf` or `png`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    left = lay_out(make_drawing(before))
    right = lay_out(make_drawing(after))
    here, there = extent_of(left), extent_of(right)
    wide = max(APART, 7.0 * max(map(len, _lines(rewrite))) + 40)
    shift = Point(here.right + wide - there.left, here.centre.y - there.centre.y)
    placed = left, moved(right, shift)
    below = [
        *_marks(placed[0], before, after, LOST),
        *_marks(placed[1], after, before, GAINED),
        *_between(here, wide, rewrite),
        *_names(here, there, shift, (before, after)),
    ]
    room = [extent_of(picture) for picture in placed]
    return drawn(f"{before.name} to {after.name}", placed, below, format, room)


def _lines(rewrite: str) -> list[str]:
    """A chain, a rewrite a line."""
    return [greek(part.strip()) for part in rewrite.split("|")]


def _marks(picture: Picture, mine: Schematic, other: Schematic, alone: Pen) -> Iterator[Part]:
    """A band under each arrow that the other schematic has otherwise, or has not."""
    theirs = {(p, f.child): f for f in other.factors for p in f.parents}
    changed: dict[tuple[str, str, bool, bool], Pen] = {}
    for factor in mine.factors:
        for parent in factor.parents:
            same = [f for f in other.factors if parent in f.parents and f.child == factor.child]
            if any(_drawn_alike(factor, f) for f in same):
                continue
            key = (parent, factor.child, factor.dashed, factor.red)
            changed[key] = MARK if (parent, factor.child) in theirs else alone
    for placed in picture.arrows:
        arrow = placed.arrow
        band = changed.get((arrow.tail, arrow.head, arrow.dashed, arrow.red))
        if band:
            yield line(placed.curve, band)


def _drawn_alike(one: Factor, other: Factor) -> bool:
    degenerate = one.attributes.degenerate == other.attributes.degenerate
    return one.arrow == other.arrow and degenerate


def _between(here: Extent, wide: float, rewrite: str) -> Iterator[Part]:
    """The arrow from the one to the other, with the rewrites above it."""
    middle = Point(here.right + wide / 2, here.centre.y)
    start, stop = Point(here.right + 18, middle.y), Point(here.right + wide - 18, middle.y)
    step = (stop - start) * (1 / 3)
    curve = (start, start + step, stop - step, stop)
    yield line(curve, ARROW)
    for up in (5.5, -5.5):
        tip = (stop + Point(-9, up), stop + Point(-6, up / 1.5), stop + Point(-3, up / 3), stop)
        yield line(tip, ARROW)
    lines = _lines(rewrite)
    at = middle + Point(0, 8 + 7.0 * len(lines))
    yield caption(at, "\n".join(lines), 12, GREY)


def _names(
    here: Extent, there: Extent, shift: Point, models: tuple[Schematic, Schematic]
) -> Iterator[Part]:
    top = max(here.top, there.top + shift.y) + ABOVE
    for x, model in zip((here.centre.x, there.centre.x + shift.x), models, strict=True):
        yield caption(Point(x, top), model.name, 17, INK)
