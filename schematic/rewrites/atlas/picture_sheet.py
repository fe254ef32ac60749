"""Pictures → one sheet: several pictures at their places, with frames, captions and lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schematic.diagnostics.foreign_text import shown
from schematic.render.bezier import Curve, Point
from schematic.render.canvas import paint
from schematic.render.draw_figure import draw_groups
from schematic.render.extent import Extent, around, union
from schematic.render.figure import Box, Figure, Group, Pen, Shape, Stroke, Words
from schematic.render.formats.svg import write_svg
from schematic.render.label import Symbol
from schematic.render.palette import LIGHT
from schematic.render.picture import Picture
from schematic.render.type_widths import known_width

MARGIN = 8.0
DOTS_PER_INCH = 100
LEADING = 1.2


@dataclass(frozen=True)
class Part:
    """Something on the sheet, and what it covers."""

    shapes: tuple[Shape, ...]
    extent: Extent


def moved(picture: Picture, by: Point) -> Picture:
    """A picture elsewhere on the sheet."""
    circles = tuple(replace(c, centre=c.centre + by) for c in picture.circles)
    arrows = tuple(
        replace(a, curve=tuple(p + by for p in a.curve), label_at=a.label_at + by)
        for a in picture.arrows
    )
    plate = picture.plate
    if plate is not None:
        low, high, label_at = plate.low + by, plate.high + by, plate.label_at + by
        plate = replace(plate, low=low, high=high, label_at=label_at)
    return replace(picture, circles=circles, arrows=arrows, plate=plate)


def frame(extent: Extent, pen: Pen, fill: str | None) -> Part:
    """A rectangle with rounded corners."""
    return Part((Box(extent, 10, pen, fill),), extent)


def caption(at: Point, text: str, size: int, colour: str, *, opaque: bool = False) -> Part:
    """A line of text, or several, about a place; opaque text hides what is below it."""
    lines = text.splitlines()
    height = size * LEADING
    top = at.y + height * (len(lines) - 1) / 2
    width = max((known_width(line, False) for line in lines), default=0.0) * size
    extent = around(at, width, height * len(lines))
    words = tuple(
        Words((Symbol(shown(line)),), Point(at.x, top - height * i), size, colour, prose=True)
        for i, line in enumerate(lines)
    )
    below = (Box(extent, fill=LIGHT.paper),) if opaque else ()
    return Part((*below, *words), extent)


def line(curve: Curve, pen: Pen) -> Part:
    """A curve."""
    points = [Extent(point.x, point.y, point.x, point.y) for point in curve]
    return Part((Stroke(curve, pen),), union(points).grown(pen.width / 2))


def drawn(
    name: str,
    pictures: Iterable[Picture],
    below: Iterable[Part],
    format: str,
    room: Iterable[Extent] = (),
) -> bytes:
    """The sheet as SVG, PDF or PNG.

    Args:
        name: what it is called.
        pictures: each at its place.
        below: what is drawn beneath them.
        format: `svg`, `pdf` or `png`.
        room: what the sheet covers besides.
    """
    parts = list(below)
    groups = [Group("sheet", tuple(shape for part in parts for shape in part.shapes))]
    groups += [group for picture in pictures for group in _unnamed(picture)]
    extent = union([*(part.extent for part in parts), *room]).grown(MARGIN)
    figure = Figure(name, extent, LIGHT.paper, tuple(groups))
    return write_svg(figure).encode() if format == "svg" else paint(figure, format, DOTS_PER_INCH)


def _unnamed(picture: Picture) -> Iterator[Group]:
    """The groups of a picture without identifiers, which several pictures would share."""
    return (replace(group, key="") for group in draw_groups(picture, LIGHT))
