"""Two schematics → one picture: before and after a rewrite, what has changed marked in both."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph import Factor, Schematic
from schematic.graph.names import greek
from schematic.render.bezier import Point
from schematic.render.drawing import make_drawing
from schematic.render.picture import Picture
from schematic.render.placement import lay_out
from schematic.rewrites.atlas.picture_sheet import (
    Extent,
    caption,
    drawn,
    extent_of,
    frame,
    grown,
    line,
    moved,
)

MARK = 'color="#ffd966", penwidth=11'
LOST, GAINED = 'color="#f4b6b0", penwidth=11', 'color="#b7dfb0", penwidth=11'
APART = 130.0
ABOVE = 26.0
GREY = "#595959"


def draw_before_after(
    before: Schematic, after: Schematic, rewrite: str, format: str = "svg"
) -> bytes:
    """One picture of both.

    An arrow that has changed lies on yellow; one that is gone on red, one that is new on green.

    Args:
        before: the schematic.
        after: the schematic rewritten.
        rewrite: what stands above the arrow between the two.
        format: `svg` or `png`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    left = lay_out(make_drawing(before))
    right = lay_out(make_drawing(after))
    here, there = extent_of(left), extent_of(right)
    wide = max(APART, 7.0 * max(map(len, _lines(rewrite))) + 40)
    shift = Point(here.right + wide - there.left, here.centre.y - there.centre.y)
    placed = moved(left, Point(0, 0), "before "), moved(right, shift, "after ")
    below = [
        *(
            frame(f"room of {part.name} {at}", grown(extent_of(part)), "style=invis")
            for at, part in enumerate(placed)
        ),
        *_marks(placed[0], before, after, LOST, "before "),
        *_marks(placed[1], after, before, GAINED, "after "),
        *_between(here, wide, rewrite),
        *_names(here, there, shift, (before, after)),
    ]
    return drawn(f"{before.name} to {after.name}", placed, below, format)


def _lines(rewrite: str) -> list[str]:
    """A chain, a rewrite a line."""
    return [greek(part.strip()) for part in rewrite.split("|")]


def _marks(
    picture: Picture, mine: Schematic, other: Schematic, alone: str, mark: str
) -> Iterator[str]:
    """A band under each arrow that the other schematic has otherwise, or has not."""
    theirs = {(p, f.child): f for f in other.factors for p in f.parents}
    changed: dict[tuple[str, str, bool, bool], str] = {}
    for factor in mine.factors:
        for parent in factor.parents:
            same = [f for f in other.factors if parent in f.parents and f.child == factor.child]
            if any(_drawn_alike(factor, f) for f in same):
                continue
            key = (mark + parent, mark + factor.child, factor.dashed, factor.red)
            changed[key] = MARK if (parent, factor.child) in theirs else alone
    for number, placed in enumerate(picture.arrows):
        arrow = placed.arrow
        band = changed.get((arrow.tail, arrow.head, arrow.dashed, arrow.red))
        if band:
            yield from line(f"{mark}band {number}", placed.curve, band)


def _drawn_alike(one: Factor, other: Factor) -> bool:
    degenerate = one.attributes.degenerate == other.attributes.degenerate
    return one.arrow == other.arrow and degenerate


def _between(here: Extent, wide: float, rewrite: str) -> Iterator[str]:
    """The arrow from the one to the other, with the rewrites above it."""
    middle = Point(here.right + wide / 2, here.centre.y)
    start, stop = Point(here.right + 18, middle.y), Point(here.right + wide - 18, middle.y)
    step = (stop - start) * (1 / 3)
    curve = (start, start + step, stop - step, stop)
    yield from line("between", curve, f'color="{GREY}", penwidth=2.2')
    for up in (5.5, -5.5):
        tip = (stop + Point(-9, up), stop + Point(-6, up / 1.5), stop + Point(-3, up / 3), stop)
        yield from line(f"between {up}", tip, f'color="{GREY}", penwidth=2.2')
    lines = _lines(rewrite)
    at = middle + Point(0, 8 + 7.0 * len(lines))
    yield caption("rewrite", at, "\n".join(lines), f'fontsize=12, fontcolor="{GREY}"')


def _names(
    here: Extent, there: Extent, shift: Point, models: tuple[Schematic, Schematic]
) -> Iterator[str]:
    top = max(here.top, there.top + shift.y) + ABOVE
    for key, x, model in (
        ("name before", here.centre.x, models[0]),
        ("name after", there.centre.x + shift.x, models[1]),
    ):
        yield caption(key, Point(x, top), model.name, "fontsize=17")
