"""Pictures → one sheet: several pictures in one DOT, at their places, with frames and captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schematic.render.bezier import Curve, Point
from schematic.render.dot_text import AS_PLACED, quote, write_placed_dot
from schematic.render.engine import run_graphviz
from schematic.render.html_labels import escape
from schematic.render.measure import ARROW_TYPE
from schematic.render.picture import Picture
from schematic.render.skeleton import INCH

MARGIN = 10.0


@dataclass(frozen=True)
class Extent:
    """A rectangle, by its corners, in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    @property
    def centre(self) -> Point:
        """The middle."""
        return Point((self.left + self.right) / 2, (self.bottom + self.top) / 2)


def extent_of(picture: Picture) -> Extent:
    """What a picture covers: circles, curves and labels."""
    corners = [p for arrow in picture.arrows for p in arrow.curve]
    for circle in picture.circles:
        corners += _corners(circle.centre, circle.radius, circle.radius)
    for arrow in picture.arrows:
        label = arrow.arrow.label
        if label:
            half = ARROW_TYPE.width(label) / 2, ARROW_TYPE.height(label) / 2
            corners += _corners(arrow.label_at, *half)
    xs, ys = [p.x for p in corners] or [0.0], [p.y for p in corners] or [0.0]
    return Extent(min(xs), min(ys), max(xs), max(ys))


def grown(extent: Extent) -> Extent:
    """The rectangle with a margin around it."""
    room = Point(MARGIN, MARGIN)
    low, high = Point(extent.left, extent.bottom) - room, Point(extent.right, extent.top) + room
    return Extent(low.x, low.y, high.x, high.y)


def _corners(centre: Point, across: float, up: float) -> list[Point]:
    return [centre + Point(across, up), centre - Point(across, up)]


def moved(picture: Picture, by: Point, mark: str) -> Picture:
    """A picture elsewhere on the sheet; `mark` makes its names its own."""
    circles = tuple(
        replace(c, circle=replace(c.circle, name=mark + c.circle.name), centre=c.centre + by)
        for c in picture.circles
    )
    arrows = tuple(
        replace(
            a,
            arrow=replace(a.arrow, tail=mark + a.arrow.tail, head=mark + a.arrow.head),
            curve=tuple(p + by for p in a.curve),
            label_at=a.label_at + by,
        )
        for a in picture.arrows
    )
    return replace(picture, circles=circles, arrows=arrows)


def joined(name: str, pictures: Iterable[Picture]) -> Picture:
    """Several pictures as one."""
    parts = list(pictures)
    circles = tuple(c for part in parts for c in part.circles)
    return Picture(name, circles, tuple(a for part in parts for a in part.arrows))


def frame(key: str, extent: Extent, settings: str) -> str:
    """A rectangle."""
    return (
        f"{quote(key)} [shape=box, {_at(extent.centre)}, width={extent.width / INCH:.4f}, "
        f'height={extent.height / INCH:.4f}, label="", {settings}]'
    )


def caption(key: str, at: Point, text: str, settings: str, *, opaque: bool = False) -> str:
    """A line of text, or several, about a place; opaque text hides what is below it."""
    shown = "<BR/>".join(escape(line) for line in text.splitlines())
    if opaque:
        table = '<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" BGCOLOR="white">'
        shown = f"{table}<TR><TD>{shown}</TD></TR></TABLE>"
    return f"{quote(key)} [shape=plain, fixedsize=false, {_at(at)}, label=<{shown}>, {settings}]"


def line(key: str, curve: Curve, settings: str) -> Sequence[str]:
    """A curve between two points that are not drawn."""
    ends = [
        f'{quote(f"{key} {end}")} [shape=point, style=invis, width=0.01, {_at(point)}, label=""]'
        for end, point in (("from", curve[0]), ("to", curve[-1]))
    ]
    way = " ".join(f"{p.x:.2f},{p.y:.2f}" for p in curve)
    joint = f"{quote(f'{key} from')} -> {quote(f'{key} to')}"
    return [*ends, f'{joint} [pos="{way}", arrowhead=none, {settings}]']


def drawn(name: str, pictures: Iterable[Picture], below: Sequence[str], format: str) -> bytes:
    """The sheet as SVG or PNG.

    Args:
        name: what it is called.
        pictures: each at its place.
        below: statements of what is drawn beneath them.
        format: `svg` or `png`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    dot = write_placed_dot(joined(name, pictures), below)
    return run_graphviz(dot, *AS_PLACED, f"-T{format}", *(["-Gdpi=100"] if format == "png" else []))


def _at(point: Point) -> str:
    return f'pos="{point.x:.2f},{point.y:.2f}"'
