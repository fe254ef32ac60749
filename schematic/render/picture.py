"""A Picture: a drawing in which every part has its place, in points; y grows upwards."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.render.bezier import Curve, Point
from schematic.render.drawing import Arrow, Circle
from schematic.render.label import Label
from schematic.render.measure import Type


@dataclass(frozen=True)
class PlacedCircle:
    """A circle with its centre and radius, and the type of its name."""

    circle: Circle
    centre: Point
    radius: float
    type: Type


@dataclass(frozen=True)
class PlacedArrow:
    """An arrow with its curve, from rim to rim, and the centre of its label."""

    arrow: Arrow
    curve: Curve
    label_at: Point


@dataclass(frozen=True)
class PlacedPlate:
    """The box of a plate by two corners, and the centre of the label in its lower right one."""

    low: Point
    high: Point
    label: Label
    label_at: Point


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: an arrow or a circle, and what its look means about a place."""

    mark: PlacedArrow | PlacedCircle
    words: str
    at: Point


@dataclass(frozen=True)
class Picture:
    """A drawing with the place of everything but its title, which stands above it."""

    name: str
    circles: tuple[PlacedCircle, ...]
    arrows: tuple[PlacedArrow, ...]
    title: str | None = None
    plate: PlacedPlate | None = None
    legend: tuple[LegendEntry, ...] = ()
