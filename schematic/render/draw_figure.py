"""Picture → Figure: every part of a placed picture as shapes in its colours."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.render.bezier import Curve, Point, cut
from schematic.render.drawing import Arrow, Circle
from schematic.render.extent import Extent, around, extent_of, union
from schematic.render.figure import Box, Disc, Figure, Group, Patch, Pen, Shape, Stroke, Words
from schematic.render.label import Symbol, plain
from schematic.render.long_names import LEADING, lines_in
from schematic.render.look import PLAIN, Look
from schematic.render.measure import ARROW_TYPE, LEGEND_TYPE, PLATE_TYPE, TITLE_TYPE
from schematic.render.palette import DARK, LIGHT, Palette
from schematic.render.picture import LegendEntry, Picture, PlacedArrow, PlacedCircle, PlacedPlate

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
    parts = [extent]
    if picture.title:
        words, room = _title(picture.title, extent, palette)
        groups.append(Group("title", (words,)))
        parts.append(room)
    if picture.legend:
        entries = tuple(shape for entry in picture.legend for shape in _entry(entry, palette))
        groups.append(Group("legend", entries))
        parts += map(_extent_of_entry, picture.legend)
    paper = None if look.transparent else palette.paper
    return Figure(picture.name, union(parts).grown(MARGIN), paper, tuple(groups), look.scale)


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


def _entry(entry: LegendEntry, palette: Palette) -> tuple[Shape, ...]:
    mark = entry.mark
    shapes = (
        _arrow_shapes(mark, palette) if isinstance(mark, PlacedArrow) else (_disc(mark, palette),)
    )
    label = (Symbol(entry.words),)
    return (*shapes, Words(label, entry.at, LEGEND_TYPE.size, palette.ink, prose=True))


def _extent_of_entry(entry: LegendEntry) -> Extent:
    width = 2 * (entry.at.x - _left(entry.mark))
    return around(entry.at, width, LEGEND_TYPE.height((Symbol(entry.words),)))


def _left(mark: PlacedArrow | PlacedCircle) -> float:
    return mark.curve[0].x if isinstance(mark, PlacedArrow) else mark.centre.x - mark.radius


def _plate(plate: PlacedPlate, palette: Palette) -> Group:
    extent = Extent(plate.low.x, plate.low.y, plate.high.x, plate.high.y)
    words = Words(plate.label, plate.label_at, PLATE_TYPE.size, palette.ink)
    said = f"plate, {plain(plate.label)}"
    return Group("plate", (Box(extent, ROUNDING, Pen(palette.ink)), words), said=said)


def _circle(placed: PlacedCircle, palette: Palette) -> Group:
    circle, disc = placed.circle, _disc(placed, palette)
    lines, type_ = lines_in(circle)
    middle = (len(lines) - 1) / 2
    words = tuple(
        Words(
            line,
            placed.centre + Point(0, (middle - i) * type_.size * LEADING),
            type_.size,
            palette.ink,
        )
        for i, line in enumerate(lines)
    )
    data = (("node", " ".join(circle.nodes)),) if circle.nodes else ()
    key = f"node-{circle.name}" if circle.nodes else ""
    return Group(_kinds_of_node(circle), (disc, *words), key, circle.written or circle.name, data)


def _disc(placed: PlacedCircle, palette: Palette) -> Disc:
    shade = palette.light if placed.circle.partly else palette.shade
    fill = shade if placed.circle.shaded else None
    return Disc(placed.centre, placed.radius, Pen(palette.ink), fill)


def _kinds_of_node(circle: Circle) -> str:
    role = "indicator" if circle.small else "visible" if circle.shaded else "latent"
    return f"node {role}{' partly' if circle.partly else ''}"


def _arrow(placed: PlacedArrow, palette: Palette, keys: set[str]) -> Group:
    arrow, shapes = placed.arrow, _arrow_shapes(placed, palette)
    said = arrow.written or f"{arrow.tail} -> {arrow.head}"
    ends = (("tail", arrow.tail), ("head", arrow.head))
    data = (("factor", " ".join(map(str, arrow.factors))), *ends) if arrow.factors else ()
    return Group(_kinds_of_arrow(arrow), shapes, _key(arrow, keys), said, data)


def _arrow_shapes(placed: PlacedArrow, palette: Palette) -> tuple[Shape, ...]:
    arrow = placed.arrow
    colour = palette.red if arrow.red else palette.ink
    line, head = draw_head(placed.curve)
    stroke = Stroke(line, Pen(colour, dashes=DASHES if arrow.dashed else ()))
    tip = Patch(head, Pen(colour), None if arrow.hollow else colour)
    label = (Words(arrow.label, placed.label_at, ARROW_TYPE.size, colour),) if arrow.label else ()
    return (stroke, tip, *label)


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
