"""Drawing → DOT, the language of Graphviz, which `dot` lays out in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics.foreign_text import shown
from schematic.render.drawing import Arrow, Circle, Drawing
from schematic.render.html_labels import escape, write_html
from schematic.render.links import make_links, reading_order
from schematic.render.look import PLAIN, Look
from schematic.render.measure import (
    ARROW_TYPE,
    NODE_TYPE,
    PLATE_TYPE,
    RADIUS,
    TITLE_TYPE,
    radius_of,
    type_of,
)
from schematic.render.palette import DARK, LIGHT, Palette
from schematic.render.skeleton import INCH

HEAD_SCALE = 0.8
FONT = 'fontname="Times-Roman"'


def write_dot(drawing: Drawing, look: Look = PLAIN) -> str:
    """Write a drawing as plain DOT; its circles are in reading order, which `dot` may keep."""
    palette = DARK if look.dark else LIGHT
    place = {name: i for i, name in enumerate(reading_order(make_links(drawing)))}
    circles = sorted(drawing.circles, key=lambda circle: place.get(circle.name, len(place)))
    statements = [_circle(circle, palette) for circle in circles]
    statements += [_arrow(arrow, palette) for arrow in drawing.arrows]
    if drawing.plate is not None:
        members = "; ".join(quote(name) for name in drawing.plate.names)
        label = f"label={write_html(drawing.plate.label, PLATE_TYPE)}, fontsize={PLATE_TYPE.size}"
        box = f"graph [{label}, style=rounded, labeljust=r, labelloc=b, margin=10]"
        statements.append(f"subgraph cluster_plate {{ {box}; {members} }}")
    lines = [*_defaults(drawing.title, look), *statements]
    body = "".join(f"  {line}\n" for line in lines)
    return f"digraph {quote(escape(drawing.name))} {{\n{body}}}\n"


def quote(name: str) -> str:
    """Write a name as a quoted identifier."""
    return '"' + shown(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _defaults(title: str | None, look: Look) -> Iterator[str]:
    """Yield what holds where nothing else is said: paper, letters, circles and heads."""
    paper = quote(DARK.paper) if look.dark else "white"
    ink = f', color="{DARK.ink}", fontcolor="{DARK.ink}"' if look.dark else ""
    words = ["rankdir=LR", "nodesep=0.4", "ranksep=0.5", *_title(title)]
    graph = f"bgcolor={'transparent' if look.transparent else paper}, {FONT}"
    yield f"graph [{graph}, fontsize={TITLE_TYPE.size}, {', '.join(words)}{ink}]"
    node = f"shape=circle, fixedsize=true, {_width(RADIUS)}, {FONT}, fontsize={NODE_TYPE.size}"
    yield f"node [{node}{ink}]"
    yield f"edge [arrowsize={HEAD_SCALE}, {FONT}, fontsize={ARROW_TYPE.size}{ink}]"


def _title(title: str | None) -> list[str]:
    return [f"label=<{escape(title)}>", "labelloc=t"] if title else []


def _circle(circle: Circle, palette: Palette) -> str:
    type_ = type_of(circle)
    settings = [f"label={write_html(circle.label, type_)}"]
    if radius_of(circle) != RADIUS:
        settings.append(_width(radius_of(circle)))
    if type_ is not NODE_TYPE:
        settings.append(f"fontsize={type_.size}")
    if circle.shaded:
        settings.append(
            f'style=filled, fillcolor="{palette.light if circle.partly else palette.shade}"'
        )
    return f"{quote(circle.name)} [{', '.join(settings)}]"


def _arrow(arrow: Arrow, palette: Palette) -> str:
    settings = []
    if arrow.label:
        settings.append(f"label={write_html(arrow.label, ARROW_TYPE)}")
    if arrow.dashed:
        settings.append("style=dashed")
    if arrow.hollow:
        settings.append("arrowhead=empty")
    if arrow.red:
        settings.append(f'color="{palette.red}", fontcolor="{palette.red}"')
    style = f" [{', '.join(settings)}]" if settings else ""
    return f"{quote(arrow.tail)} -> {quote(arrow.head)}{style}"


def _width(radius: float) -> str:
    return f"width={2 * radius / INCH:.3f}"
