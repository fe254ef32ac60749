"""Drawing → Picture: every circle, curve and label with its place.

Graphviz finds places for circles and boxes (`skeleton`); here the arrows of each link are drawn
through its box, side by side, each in its lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from schematic.render.bezier import Curve, Knot, Point, cut, knots_inside, points_of, smooth
from schematic.render.drawing import Drawing
from schematic.render.engine import Engine, ask_graphviz
from schematic.render.extent import extent_of
from schematic.render.label import Label
from schematic.render.lanes import CLEAR, Box, Lane, make_box
from schematic.render.legend import place_legend
from schematic.render.links import Link, make_links
from schematic.render.measure import ARROW_TYPE, PLATE_TYPE, radius_of, type_of
from schematic.render.picture import Picture, PlacedArrow, PlacedCircle, PlacedPlate
from schematic.render.skeleton import (
    PLATE_MARGIN,
    Route,
    Skeleton,
    is_inside,
    read_skeleton,
    write_skeleton,
)

# A bend lower than this counts as none.
LEVEL = 4.0
# The share of a box, to both sides of its middle, through which side-by-side arrows run straight.
STRAIGHT = 0.25
# The steepest slope beside a label.
STEEPEST = 0.3
# How far from a circle's centre arrows may aim, and the share of their distance at which they do.
BERTH = 0.35


def lay_out(drawing: Drawing, engine: Engine = ask_graphviz) -> Picture:
    """Find a place for everything in a drawing.

    Args:
        drawing: what to draw.
        engine: lays DOT out in Graphviz's format `plain`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return place(drawing, engine(write_question(drawing)))


def write_question(drawing: Drawing) -> str:
    """Write what Graphviz's `dot` is asked to find places for, as DOT."""
    links = make_links(drawing)
    return write_skeleton(drawing, links, [make_box(link) for link in links])


def place(drawing: Drawing, answer: str) -> Picture:
    """Put everything in a drawing where the answer says.

    Args:
        drawing: what to draw.
        answer: what `write_question` asks, laid out by `dot`, in Graphviz's format `plain`.

    Raises:
        RenderError: the answer is another one.
    """
    links = make_links(drawing)
    boxes = [make_box(link) for link in links]
    skeleton = read_skeleton(answer, drawing, links)
    circles = {
        circle.name: PlacedCircle(
            circle, skeleton.centres[circle.name], radius_of(circle), type_of(circle)
        )
        for circle in drawing.circles
    }
    arrows = {
        id(placed.arrow): placed
        for link, box, route in zip(links, boxes, skeleton.routes, strict=True)
        for placed in _Road(link, box, route, circles[link.left], circles[link.right]).arrows()
    }
    ordered = tuple(arrows[id(arrow)] for arrow in drawing.arrows)
    plate = _plate(drawing, circles, links, boxes, skeleton, [a.curve for a in ordered])
    picture = Picture(drawing.name, tuple(circles.values()), ordered, drawing.title, plate)
    if not drawing.legend:
        return picture
    return replace(picture, legend=place_legend(drawing, extent_of(picture)))


def _plate(
    drawing: Drawing,
    circles: Mapping[str, PlacedCircle],
    links: Sequence[Link],
    boxes: Sequence[Box],
    skeleton: Skeleton,
    curves: Sequence[Curve],
) -> PlacedPlate | None:
    """The box around the circles of a plate and the labels between them, with room for its own.

    Its label stands in the lower right corner, or in the left one where an arrow crosses that.
    """
    if drawing.plate is None:
        return None
    names, label = frozenset(drawing.plate.names), drawing.plate.label
    around = [(circles[n].centre, circles[n].radius, circles[n].radius) for n in names]
    around += [
        (route.centre, box.width / 2, box.height / 2)
        for link, box, route in zip(links, boxes, skeleton.routes, strict=True)
        if is_inside(link, names)
    ]
    width, height = PLATE_TYPE.width(label), PLATE_TYPE.height(label)
    left = min(at.x - w for at, w, _ in around) - PLATE_MARGIN
    right = max(at.x + w for at, w, _ in around) + PLATE_MARGIN
    low = min(at.y - h for at, _, h in around) - PLATE_MARGIN / 2 - height
    high = max(at.y + h for at, _, h in around) + PLATE_MARGIN
    wider = max(0.0, width + 2 * PLATE_MARGIN - (right - left)) / 2
    left, right = left - wider, right + wider
    aside, up = PLATE_MARGIN / 2 + width / 2, low + PLATE_MARGIN / 4 + height / 2
    corners = (Point(right - aside, up), Point(left + aside, up))
    free = (c for c in corners if not _crosses(curves, c, width / 2, height / 2))
    return PlacedPlate(Point(left, low), Point(right, high), label, next(free, corners[0]))


def _crosses(curves: Iterable[Curve], at: Point, wide: float, high: float) -> bool:
    """Whether a curve passes through a rectangle, as far as its control points say."""
    for curve in curves:
        for one, other in pairwise(curve):
            steps = (one + (other - one) * (step / 8) for step in range(9))
            if any(abs(p.x - at.x) <= wide and abs(p.y - at.y) <= high for p in steps):
                return True
    return False


@dataclass(frozen=True)
class _Road:
    """A link with its box, its route and its placed ends."""

    link: Link
    box: Box
    route: Route
    left: PlacedCircle
    right: PlacedCircle

    def arrows(self) -> Iterator[PlacedArrow]:
        """Yield the arrows of the link, each in its lane."""
        curves = self.route.bare or tuple(map(self._curve, self.box.lanes))
        for arrow, lane, curve in zip(self.link.arrows, self.box.lanes, curves, strict=True):
            onward = curve if arrow.tail == self.link.left else curve[::-1]
            yield PlacedArrow(arrow, onward, self._label_at(arrow.label, lane, curve))

    def _curve(self, lane: Lane) -> Curve:
        """Return the curve of a lane, from the left rim to the right one."""
        inner = (
            *knots_inside(self.route.before),
            *self._through_box(),
            *knots_inside(self.route.after),
        )
        aside = self._across * lane.line
        way = [knot.moved(aside) for knot in inner]
        start = _berth(self.left, way[0].at - self.left.centre, lane)
        end = _berth(self.right, self.right.centre - way[-1].at, lane)
        whole = smooth([Knot(start), *way, Knot(end)])
        tail = cut(whole, self.left.centre, self.left.radius)
        return cut(tail[::-1], self.right.centre, self.right.radius)[::-1]

    def _through_box(self) -> tuple[Knot, ...]:
        """Return knots that lead straight past the labels; a single arrow has one with a slope."""
        if len(self.link.arrows) == 1:
            return (Knot(self.route.centre, Point(1, self._rise).unit),)
        length = self.box.height if self.link.upright else self.box.width
        half = self._along * (length * STRAIGHT)
        ends = (self.route.centre - half, self.route.centre + half)
        return tuple(Knot(end, self._along) for end in ends)

    @property
    def _rise(self) -> float:
        """The slope of a single arrow where its label stands."""
        way = (self.right.centre - self.left.centre).unit
        return max(-STEEPEST, min(STEEPEST, way.y))

    def _label_at(self, label: Label, lane: Lane, curve: Curve) -> Point:
        """Return the centre of a label: outside its arrow, and on the outer side of a single one.

        The label of a single arrow is as near to its curve as it can be without touching it.
        """
        if len(self.link.arrows) > 1 or self.link.upright:
            return self.route.centre + self._across * lane.label
        middle = (self.left.centre.y + self.right.centre.y) / 2
        side = -1 if self.route.centre.y < middle - LEVEL else 1
        reach = ARROW_TYPE.width(label) / 2
        beside = [p.y for p in points_of(curve) if abs(p.x - self.route.centre.x) <= reach]
        far = max((side * y for y in beside), default=side * self.route.centre.y)
        clear = CLEAR + ARROW_TYPE.height(label) / 2
        return Point(self.route.centre.x, side * (far + clear))

    @property
    def _along(self) -> Point:
        return Point(0, -1) if self.link.upright else Point(1, 0)

    @property
    def _across(self) -> Point:
        return self._along.turned


def _berth(placed: PlacedCircle, way: Point, lane: Lane) -> Point:
    """Return what a lane aims at in a circle: a point a little beside its centre."""
    widest = placed.radius * BERTH
    return placed.centre + way.unit.turned * max(-widest, min(widest, lane.line * BERTH))
