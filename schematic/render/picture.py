"""What a layout gives: a drawing of which every part has its place, in points; y grows upwards."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.render.curves import Curve, Point
from schematic.render.drawing import Arrow, Circle


@dataclass(frozen=True)
class PlacedCircle:
    """A circle with its centre and radius."""

    circle: Circle
    centre: Point
    radius: float


@dataclass(frozen=True)
class PlacedArrow:
    """An arrow with its curve, from rim to rim, and the centre of its label."""

    arrow: Arrow
    curve: Curve
    label_at: Point


@dataclass(frozen=True)
class Picture:
    """A drawing with every place; the title, if any, with its centre."""

    name: str
    circles: tuple[PlacedCircle, ...]
    arrows: tuple[PlacedArrow, ...]
    title: str | None = None
    title_at: Point = Point(0, 0)
