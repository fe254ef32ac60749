"""Knots → a smooth Bézier curve through them, cut where it leaves and enters its circles.

A curve is a tuple of its Bézier points: one, then three for each further piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

STEPS = 40


@dataclass(frozen=True)
class Point:
    """A place, in points; y grows upwards."""

    x: float
    y: float

    def __add__(self, other: Point) -> Point:
        """Add two points."""
        return Point(self.x + other.x, self.y + other.y)

    def __sub__(self, other: Point) -> Point:
        """Subtract a point."""
        return Point(self.x - other.x, self.y - other.y)

    def __mul__(self, factor: float) -> Point:
        """Multiply by a number."""
        return Point(self.x * factor, self.y * factor)

    @property
    def length(self) -> float:
        """The distance from the origin, in points."""
        return math.hypot(self.x, self.y)

    @property
    def unit(self) -> Point:
        """The direction from the origin, of length 1; the origin stays as it is."""
        return self * (1 / self.length) if self.length else self

    @property
    def turned(self) -> Point:
        """The point turned to the left by a right angle."""
        return Point(-self.y, self.x)


ORIGIN = Point(0, 0)

Curve = tuple[Point, ...]


@dataclass(frozen=True)
class Knot:
    """A place that a curve passes, and the direction of the curve there if it is fixed."""

    at: Point
    heading: Point | None = None

    def moved(self, by: Point) -> Knot:
        """Return the same knot, moved."""
        return Knot(self.at + by, self.heading)


def knots_inside(curve: Curve) -> tuple[Knot, ...]:
    """Return the knots of a curve between its ends."""
    places = range(3, len(curve) - 1, 3)
    return tuple(Knot(curve[i], (curve[i + 1] - curve[i - 1]).unit) for i in places)


def smooth(way: Sequence[Knot]) -> Curve:
    """Return a curve through knots; without a direction, it bends as evenly as it can."""
    places = [knot.at for knot in way]
    headings = [knot.heading or _inner(places, i) for i, knot in enumerate(way)]
    headings[0] = way[0].heading or _outer(places[1] - places[0], headings[1])
    headings[-1] = way[-1].heading or _outer(places[-1] - places[-2], headings[-2])
    curve = [places[0]]
    for (start, out), (stop, into) in pairwise(zip(places, headings, strict=True)):
        third = (stop - start).length / 3
        curve += [start + out * third, stop - into * third, stop]
    return tuple(curve)


def _inner(places: Sequence[Point], i: int) -> Point:
    """Return the direction of the circle through a place and its neighbours."""
    if not 0 < i < len(places) - 1:
        return ORIGIN
    before, after = places[i] - places[i - 1], places[i + 1] - places[i]
    return (before.unit * after.length + after.unit * before.length).unit


def _outer(chord: Point, neighbour: Point) -> Point:
    """Return the direction at an end for which the last piece bends to one side only."""
    return (chord.unit * 1.5 - neighbour * 0.5).unit


def points_of(curve: Curve) -> Iterator[Point]:
    """Yield points of a curve that are close to each other, from its start to its end."""
    for at in range(0, len(curve) - 1, 3):
        piece = curve[at : at + 4]
        yield from (_along(piece, step / STEPS) for step in range(STEPS + 1))


def cut(curve: Curve, centre: Point, radius: float) -> Curve:
    """Return the part of a curve outside a circle that holds its first point."""
    for at in range(0, len(curve) - 1, 3):
        piece = curve[at : at + 4]
        if (piece[3] - centre).length > radius:
            return (*_split(piece, _leaving(piece, centre, radius)), *curve[at + 4 :])
    return curve


def _leaving(piece: Curve, centre: Point, radius: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        inside = (_along(piece, middle) - centre).length < radius
        low, high = (middle, high) if inside else (low, middle)
    return low


def _along(piece: Curve, t: float) -> Point:
    """Return the point at t of one Bézier piece, as `_split` does."""
    a, b, c, d = piece
    return Point(_between(a.x, b.x, c.x, d.x, t), _between(a.y, b.y, c.y, d.y, t))


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    """Return one coordinate of the point at t, by de Casteljau."""
    a, b, c = a + (b - a) * t, b + (c - b) * t, c + (d - c) * t
    a, b = a + (b - a) * t, b + (c - b) * t
    return a + (b - a) * t


def _split(piece: Curve, t: float) -> Curve:
    """Return the later part of one Bézier piece, by de Casteljau."""
    rows = [list(piece)]
    while len(rows[-1]) > 1:
        rows.append([a + (b - a) * t for a, b in pairwise(rows[-1])])
    return tuple(row[-1] for row in reversed(rows))
