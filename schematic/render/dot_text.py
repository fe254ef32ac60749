"""Drawing or Picture → DOT, the language of Graphviz.

A drawing gives plain DOT, which `dot` lays out in its own way. A picture gives the same statements
with their places, which `neato -n2` keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schematic.diagnostics.foreign_text import shown
from schematic.render.bezier import Point, cut
from schematic.render.drawing import Arrow, Circle, Drawing
from schematic.render.html_labels import escape, write_html
from schematic.render.links import make_links, reading_order
from schematic.render.measure import (
    ARROW_TYPE,
    NODE_TYPE,
    PLATE_TYPE,
    RADIUS,
    TITLE_TYPE,
    radius_of,
    type_of,
)
from schematic.render.picture import Picture, PlacedArrow, PlacedPlate
from schematic.render.skeleton import INCH

RED, GREY, LIGHT = "#cc0000", "#d9d9d9", "#f0f0f0"
HEAD_SCALE = 0.8
HEAD = 10.5 * HEAD_SCALE
FONT = 'fontname="Times-Roman"'
AS_PLACED = ("-Kneato", "-n2")


def write_dot(drawing: Drawing) -> str:
    """Write a drawing as plain DOT; its circles are in reading order, which `dot` may keep."""
    place = {name: i for i, name in enumerate(reading_order(make_links(drawing)))}
    circles = sorted(drawing.circles, key=lambda circle: place.get(circle.name, len(place)))
    statements = [_circle(circle) for circle in circles]
    statements += [_arrow(arrow) for arrow in drawing.arrows]
    if drawing.plate is not None:
        members = "; ".join(quote(name) for name in drawing.plate.names)
        label = f"label={write_html(drawing.plate.label, PLATE_TYPE)}, fontsize={PLATE_TYPE.size}"
        box = f"graph [{label}, style=rounded, labeljust=r, labelloc=b, margin=10]"
        statements.append(f"subgraph cluster_plate {{ {box}; {members} }}")
    spacing = ["rankdir=LR", "nodesep=0.4", "ranksep=0.5"]
    return _digraph(drawing.name, [*spacing, *_title(drawing.title)], statements)


def write_placed_dot(picture: Picture, below: Sequence[str] = ()) -> str:
    """Write a picture as DOT for `neato -n2`; what `below` states is drawn beneath it."""
    plate = [] if picture.plate is None else _plate(picture.plate)
    statements = [
        *below,
        *plate,
        *(_circle(c.circle, [_pos(_point(c.centre))]) for c in picture.circles),
    ]
    statements += [_arrow(a.arrow, _places(a)) for a in picture.arrows]
    return _digraph(picture.name, ["pad=0.05", "margin=0", *_title(picture.title)], statements)


def quote(name: str) -> str:
    """Write a name as a quoted identifier."""
    return '"' + shown(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _digraph(name: str, settings: Sequence[str], statements: Iterable[str]) -> str:
    lines = [
        f"graph [bgcolor=white, {FONT}, fontsize={TITLE_TYPE.size}, {', '.join(settings)}]",
        f"node [shape=circle, fixedsize=true, {_width(RADIUS)}, {FONT}, fontsize={NODE_TYPE.size}]",
        f"edge [arrowsize={HEAD_SCALE}, {FONT}, fontsize={ARROW_TYPE.size}]",
        *statements,
    ]
    body = "".join(f"  {line}\n" for line in lines)
    return f"digraph {quote(escape(name))} {{\n{body}}}\n"


def _title(title: str | None) -> list[str]:
    return [f"label=<{escape(title)}>", "labelloc=t"] if title else []


def _circle(circle: Circle, places: Sequence[str] = ()) -> str:
    type_ = type_of(circle)
    settings = [f"label={write_html(circle.label, type_)}"]
    if radius_of(circle) != RADIUS:
        settings.append(_width(radius_of(circle)))
    if type_ is not NODE_TYPE:
        settings.append(f"fontsize={type_.size}")
    if circle.shaded:
        settings.append(f'style=filled, fillcolor="{LIGHT if circle.partly else GREY}"')
    return f"{quote(circle.name)} [{', '.join([*settings, *places])}]"


def _plate(plate: PlacedPlate) -> list[str]:
    """Return the box of a plate, and its label, as nodes with places."""
    size = plate.high - plate.low
    middle = plate.low + size * 0.5
    shape = f"shape=box, style=rounded, width={size.x / INCH:.4f}, height={size.y / INCH:.4f}"
    text = f"shape=plaintext, fontsize={PLATE_TYPE.size}"
    label = write_html(plate.label, PLATE_TYPE)
    return [
        f'"[plate]" [{shape}, label="", {_pos(_point(middle))}]',
        f'"[values]" [{text}, label={label}, {_pos(_point(plate.label_at))}]',
    ]


def _arrow(arrow: Arrow, places: Sequence[str] = ()) -> str:
    settings = []
    if arrow.label:
        settings.append(f"label={write_html(arrow.label, ARROW_TYPE)}")
    if arrow.dashed:
        settings.append("style=dashed")
    if arrow.hollow:
        settings.append("arrowhead=empty")
    if arrow.red:
        settings.append(f'color="{RED}", fontcolor="{RED}"')
    style = f" [{', '.join([*settings, *places])}]" if settings or places else ""
    return f"{quote(arrow.tail)} -> {quote(arrow.head)}{style}"


def _places(placed: PlacedArrow) -> list[str]:
    """Return the tip of an arrow, its line up to the head, and the centre of its label."""
    tip = placed.curve[-1]
    line = " ".join(map(_point, cut(placed.curve[::-1], tip, HEAD)[::-1]))
    label = [f'lp="{_point(placed.label_at)}"'] if placed.arrow.label else []
    return [_pos(f"e,{_point(tip)} {line}"), *label]


def _pos(places: str) -> str:
    return f'pos="{places}"'


def _point(point: Point) -> str:
    return f"{point.x:.2f},{point.y:.2f}"


def _width(radius: float) -> str:
    return f"width={2 * radius / INCH:.3f}"
