"""A Figure: the lines, areas and words of a picture, with their places and colours.

It holds all that svg, png and pdf need, so each of them is a printer of these few shapes. Lengths
are in points; y grows upwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from schematic.render.bezier import Curve, Point
from schematic.render.extent import Extent
from schematic.render.label import Label


@dataclass(frozen=True)
class Pen:
    """How a line is drawn: its colour, its width and, where it is dashed, dash and gap."""

    colour: str
    width: float = 1.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Disc:
    """A circle with its outline, filled where `fill` is a colour."""

    centre: Point
    radius: float
    pen: Pen
    fill: str | None = None


@dataclass(frozen=True)
class Box:
    """A rectangle with rounded corners, filled where `fill` is a colour."""

    extent: Extent
    rounding: float = 0.0
    pen: Pen | None = None
    fill: str | None = None


@dataclass(frozen=True)
class Stroke:
    """A line along a curve."""

    curve: Curve
    pen: Pen


@dataclass(frozen=True)
class Patch:
    """A polygon with its outline, filled where `fill` is a colour."""

    corners: tuple[Point, ...]
    pen: Pen
    fill: str | None = None


@dataclass(frozen=True)
class Words:
    """A line of text about its centre.

    Attributes:
        label: the text; letters slant, unless it is prose.
        at: its middle.
        size: of the type, in points.
        colour: of the letters.
        prose: whether all of it stands upright.
    """

    label: Label
    at: Point
    size: int
    colour: str
    prose: bool = False


Shape = Disc | Box | Stroke | Patch | Words


@dataclass(frozen=True)
class Group:
    """Shapes that show one thing.

    Attributes:
        kinds: what it is, such as `edge dashed`, for style sheets.
        shapes: from the lowest to the topmost.
        key: its identifier; "" for none.
        said: what a screen reader says, and a tooltip shows; "" for nothing.
        data: what it stands for, by names such as `node`.
    """

    kinds: str
    shapes: tuple[Shape, ...]
    key: str = ""
    said: str = ""
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture as shapes.

    Attributes:
        name: what it is called.
        extent: what it covers.
        paper: the colour below everything; None where what lies behind shines through.
        groups: from the lowest to the topmost.
        scale: by how much it is enlarged.
    """

    name: str
    extent: Extent
    paper: str | None
    groups: tuple[Group, ...]
    scale: float = 1.0
