"""What a picture covers: a rectangle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schematic.render.bezier import Point
from schematic.render.measure import ARROW_TYPE
from schematic.render.picture import Picture


@dataclass(frozen=True)
class Extent:
    """A rectangle, by its sides, in points; y grows upwards."""

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

    def grown(self, by: float) -> Extent:
        """The rectangle with a margin on all sides, in points."""
        return Extent(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def moved(self, by: Point) -> Extent:
        """The rectangle elsewhere."""
        return Extent(self.left + by.x, self.bottom + by.y, self.right + by.x, self.top + by.y)


def around(centre: Point, width: float, height: float) -> Extent:
    """Return the rectangle of a size about a point."""
    across, up = width / 2, height / 2
    return Extent(centre.x - across, centre.y - up, centre.x + across, centre.y + up)


def extent_of(picture: Picture) -> Extent:
    """Return what a picture covers without its title: circles, curves, labels, and its plate."""
    parts = [around(c.centre, 2 * c.radius, 2 * c.radius) for c in picture.circles]
    parts += [Extent(p.x, p.y, p.x, p.y) for arrow in picture.arrows for p in arrow.curve]
    for placed in picture.arrows:
        label = placed.arrow.label
        if label:
            parts.append(around(placed.label_at, ARROW_TYPE.width(label), ARROW_TYPE.height(label)))
    if picture.plate is not None:
        low, high = picture.plate.low, picture.plate.high
        parts.append(Extent(low.x, low.y, high.x, high.y))
    return union(parts)


def union(parts: Iterable[Extent]) -> Extent:
    """Return the smallest rectangle that holds all of some; a point where there is none."""
    all_ = list(parts) or [Extent(0, 0, 0, 0)]
    return Extent(
        min(part.left for part in all_),
        min(part.bottom for part in all_),
        max(part.right for part in all_),
        max(part.top for part in all_),
    )
