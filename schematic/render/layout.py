"""Drawing → Picture: every circle, curve and label with its place.

The arrows of a link run through its box side by side, each in its lane.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schematic.render.curves import Curve, Knot, Point, smooth, trim
from schematic.render.drawing import Drawing
from schematic.render.lanes import Box, Lane, make_box
from schematic.render.links import Link, make_links
from schematic.render.measure import TITLE_TYPE
from schematic.render.picture import Picture, PlacedArrow, PlacedCircle
from schematic.render.skeleton import place, radius


def lay_out(drawing: Drawing) -> Picture:
    """A place for everything in a drawing.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    links = make_links(drawing)
    boxes = [make_box(link) for link in links]
    skeleton = place(drawing, links, boxes)
    circles = {
        circle.name: PlacedCircle(circle, skeleton.circles[circle.name], radius(circle))
        for circle in drawing.circles
    }
    ways = zip(links, boxes, skeleton.boxes, skeleton.before, skeleton.after, strict=True)
    arrows = {
        id(arrow.arrow): arrow
        for link, *way in ways
        for arrow in _Road(circles[link.left], circles[link.right], link.upright, *way).arrows()
    }
    ordered = tuple(arrows[id(arrow)] for arrow in drawing.arrows)
    return Picture(drawing.name, tuple(circles.values()), ordered, drawing.title, _above(circles.values(), ordered))


@dataclass(frozen=True)
class _Road:
    """The way of a link: from its left circle, past knots, through its box, to its right circle."""

    left: PlacedCircle
    right: PlacedCircle
    upright: bool
    box: Box
    centre: Point
    before: tuple[Knot, ...]
    after: tuple[Knot, ...]

    def arrows(self) -> Iterator[PlacedArrow]:
        """The arrows of the link, each in its lane."""
        for lane in self.box.lanes:
            rightward = lane.arrow.tail == self.left.circle.name
            curve = self._curve(lane)
            if not rightward:
                curve = curve[::-1]
            yield PlacedArrow(lane.arrow, curve, self.centre + self._across * lane.label)

    def _curve(self, lane: Lane) -> Curve:
        """The curve of a lane, from the left rim to the right one."""
        aside = self._across * lane.line
        way = (
            Knot(self.left.centre),
            *(knot.moved(aside) for knot in (*self.before, *self._in_box(), *self.after)),
            Knot(self.right.centre),
        )
        return trim(smooth(way), self.left.radius, self.right.radius)

    def _in_box(self) -> tuple[Knot, ...]:
        """Straight through the box, so that labels stand along their arrows."""
        half = (self.box.height if self.upright else self.box.width) / 2
        if half < 1:
            return (Knot(self.centre),)
        enter, leave = self.centre - self._along * half, self.centre + self._along * half
        return Knot(enter, self._along), Knot(leave, self._along)

    @property
    def _along(self) -> Point:
        way = self.right.centre - self.left.centre
        return Point(0, -1) if self.upright else Point(-1 if way.x < 0 else 1, 0)

    @property
    def _across(self) -> Point:
        return Point(1, 0) if self.upright else Point(0, 1)


def _above(circles, arrows) -> Point:
    """The centre of a title: over the middle of everything."""
    outline = [
        *(c.centre + Point(dx, c.radius) for c in circles for dx in (-c.radius, c.radius)),
        *(p for a in arrows for p in a.curve), *(a.label_at for a in arrows)
    ]
    xs = [p.x for p in outline]
    return Point((min(xs)+max(xs)) / 2, max(p.y for p in outline) + 30)
