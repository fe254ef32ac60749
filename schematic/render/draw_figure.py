"""Picture → Figure: every part of a placed picture as shapes in its colours."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.render.bezier import Curve, Point, cut
from schematic.render.drawing import Arrow, Circle
from schematic.render.extent import Extent, around, extent_of, union
from schematic.render.figure import Box, Disc, Figure, Group, Patch, Pen, Shape, Stroke, Words
from schematic.render.label import Symbol, plain
from schematic.render.look import PLAIN, Look
from schematic.render.measure import ARROW_TYPE, PLATE_TYPE, TITLE_TYPE
from schematic.render.palette import DARK, LIGHT, Palette
from schematic.render.picture import Picture, PlacedArrow, PlacedCircle, PlacedPlate

MARGIN = 3.6
ROUNDING = 8.0
DASHES = (5.0, 2.0)
# An arrow's head: its length, half its width, and how far a pointed outline reaches beyond it.
HEAD, HALF, POINT = 8.0, 2.8, 1.5
TITLE_GAP = 6.0


def draw_figure(picture: Picture, look: Look = PLAIN) -> Figure:
    """Return the shapes of a picture, its title above it."""
    palette = DARK if look.dark else LIGHT
    groups = list(draw_groups(picture, palette))
    extent = extent_of(picture)
    if picture.title:
        words, room = _title(picture.title, extent, palette)
        groups.append(Group("title", (words,)))
        extent = union((extent, room))
    paper = None if look.transparent else palette.paper
    return Figure(picture.name, extent.grown(MARGIN), paper, tuple(groups), look.scale)


def draw_groups(picture: Picture, palette: Palette) -> Iterator[Group]:
    """Yield the shapes of a picture without its title, a group for each thing."""
    if picture.plate is not None:
        yield _plate(picture.plate, palette)
    for circle in picture.circles:
        yield _circle(circle, palette)
    keys: set[str] = set()
    for arrow in picture.arrows:
        yield _arrow(arrow, palette, keys)


def _title(title: str, extent: Extent, palette: Palette) -> tuple[Words, Extent]:
    label, size = (Symbol(title),), TITLE_TYPE.size
    at = Point(extent.centre.x, extent.top + TITLE_GAP + TITLE_TYPE.height(label) / 2)
    room = around(at, TITLE_TYPE.width(label), TITLE_TYPE.height(label))
    return Words(label, at, size, palette.ink, prose=True), room


def _plate(plate: PlacedPlate, palette: Palette) -> Group:
    extent = Extent(plate.low.x, plate.low.y, plate.high.x, plate.high.y)
    words = Words(plate.label, plate.label_at, PLATE_TYPE.size, palette.ink)
    said = f"plate, {plain(plate.label)}"
    return Group("plate", (Box(extent, ROUNDING, Pen(palette.ink)), words), said=said)


def _circle(placed: PlacedCircle, palette: Palette) -> Group:
    circle = placed.circle
    fill = (palette.light if circle.partly else palette.shade) if circle.shaded else None
    disc = Disc(placed.centre, placed.radius, Pen(palette.ink), fill)
    words = Words(circle.label, placed.centre, placed.type.size, palette.ink)
    data = (("node", " ".join(circle.nodes)),) if circle.nodes else ()
    key = f"node-{circle.name}" if circle.nodes else ""
    return Group(_kinds_of_node(circle), (disc, words), key, circle.written or circle.name, data)


def _kinds_of_node(circle: Circle) -> str:
    role = "indicator" if circle.small else "visible" if circle.shaded else "latent"
    return f"node {role}{' partly' if circle.partly else ''}"


def _arrow(placed: PlacedArrow, palette: Palette, keys: set[str]) -> Group:
    arrow = placed.arrow
    colour = palette.red if arrow.red else palette.ink
    line, head = draw_head(placed.curve)
    pen = Pen(colour)
    shapes: list[Shape] = [Stroke(line, Pen(colour, dashes=DASHES if arrow.dashed else ()))]
    shapes.append(Patch(head, pen, None if arrow.hollow else colour))
    if arrow.label:
        shapes.append(Words(arrow.label, placed.label_at, ARROW_TYPE.size, colour))
    said = arrow.written or f"{arrow.tail} -> {arrow.head}"
    ends = (("tail", arrow.tail), ("head", arrow.head))
    data = (("factor", " ".join(map(str, arrow.factors))), *ends) if arrow.factors else ()
    return Group(_kinds_of_arrow(arrow), tuple(shapes), _key(arrow, keys), said, data)


def _kinds_of_arrow(arrow: Arrow) -> str:
    styles = (("dashed", arrow.dashed), ("hollow", arrow.hollow), ("red", arrow.red))
    return " ".join(["edge", *(name for name, has in styles if has)])


def _key(arrow: Arrow, keys: set[str]) -> str:
    """Return the identifier of an arrow: its factor's, and its tail behind it if that is taken."""
    if not arrow.factors:
        return ""
    key = f"factor-{arrow.factors[0]}"
    key = f"{key}-{arrow.tail}" if key in keys else key
    keys.add(key)
    return key


def draw_head(curve: Curve) -> tuple[Curve, tuple[Point, ...]]:
    """Return the line of an arrow up to its head, and the corners of the head."""
    back = curve[::-1]
    tip = cut(back, curve[-1], POINT)[0]
    line = cut(back, tip, HEAD)[::-1]
    base = line[-1]
    aside = (tip - base).unit.turned * HALF
    return line, (base + aside, tip, base - aside)
