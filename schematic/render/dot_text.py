"""Drawing → DOT, the language of Graphviz, which `dot` lays out in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schematic.diagnostics.foreign_text import shown
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
from schematic.render.skeleton import INCH

RED, GREY, LIGHT = "#cc0000", "#d9d9d9", "#f0f0f0"
HEAD_SCALE = 0.8
FONT = 'fontname="Times-Roman"'


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


def _circle(circle: Circle) -> str:
    type_ = type_of(circle)
    settings = [f"label={write_html(circle.label, type_)}"]
    if radius_of(circle) != RADIUS:
        settings.append(_width(radius_of(circle)))
    if type_ is not NODE_TYPE:
        settings.append(f"fontsize={type_.size}")
    if circle.shaded:
        settings.append(f'style=filled, fillcolor="{LIGHT if circle.partly else GREY}"')
    return f"{quote(circle.name)} [{', '.join(settings)}]"


def _arrow(arrow: Arrow) -> str:
    settings = []
    if arrow.label:
        settings.append(f"label={write_html(arrow.label, ARROW_TYPE)}")
    if arrow.dashed:
        settings.append("style=dashed")
    if arrow.hollow:
        settings.append("arrowhead=empty")
    if arrow.red:
        settings.append(f'color="{RED}", fontcolor="{RED}"')
    style = f" [{', '.join(settings)}]" if settings else ""
    return f"{quote(arrow.tail)} -> {quote(arrow.head)}{style}"


def _width(radius: float) -> str:
    return f"width={2 * radius / INCH:.3f}"
