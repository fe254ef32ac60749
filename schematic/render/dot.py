"""Drawing or Picture → DOT, the language of Graphviz.

A drawing gives plain DOT, which `dot` lays out in its own way. A picture gives the same
statements with places added, which `neato -n2` draws as they stand.
"""

from __future__ import annotations

from schematic.render.curves import Curve, Point
from schematic.render.drawing import Arrow, Circle, Drawing
from schematic.render.html import escape, write_html
from schematic.render.links import Link, make_links
from schematic.render.measure import ARROW_TYPE, NODE_TYPE, TITLE_TYPE
from schematic.render.picture import Picture, PlacedArrow
from schematic.render.skeleton import RADIUS, SMALL_RADIUS, INCH

RED, GREY = "#cc0000", "#d9d9d9"
HEAD = 9.0
FONT = 'fontname="Times-Roman"'


def write_dot(drawing: Drawing) -> str:
    back = {id(a) for link in make_links(drawing) for a in link.arrows if a.tail != link.left}
    title = [f"label=<{escape(drawing.title)}>", "labelloc=t"] if drawing.title else []
    return _digraph(
        drawing.name,
        ["rankdir=LR", "nodesep=0.4", "ranksep=0.5", *title],
        [_circle(circle) for circle in drawing.circles]
        + [_arrow(a, ["constraint=false"] if id(a) in back else []) for a in drawing.arrows],
    )


def write_placed_dot(picture: Picture) -> str:
    """A picture as DOT, for `neato -n2`."""
    statements = [_circle(c.circle, [f'pos="{_point(c.centre)}"']) for c in picture.circles]
    statements += [_arrow(a.arrow, _places(a)) for a in picture.arrows]
    if picture.title:
        text = f"label=<{escape(picture.title)}>"
        where = f'pos="{_point(picture.title_at)}"'
        statements.append(f"title [shape=plain, fixedsize=false, fontsize={TITLE_TYPE.size}, {text}, {where}]")
    return _digraph(picture.name, ["pad=0.05"], statements)


def _digraph(name: str, settings: list[str], statements: list[str]) -> str:
    width = 2 * RADIUS / INCH
    lines = [
        f"graph [bgcolor=white, {FONT}, fontsize={TITLE_TYPE.size}, {', '.join(settings)}]",
        f"node [shape=circle, fixedsize=true, width={width:g}, {FONT}, fontsize={NODE_TYPE.size}]",
        f"edge [arrowsize=0.8, {FONT}, fontsize={ARROW_TYPE.size}]",
        *statements,
    ]
    body = "".join(f"  {line}\n" for line in lines)
    return f"digraph {quote(name)} {{\n{body}}}\n"


def quote(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _circle(circle: Circle, more=()) -> str:
    settings = ["label=" + write_html(circle.label, NODE_TYPE)]
    if circle.small:
        settings.append(f"width={2 * SMALL_RADIUS / INCH:.3g}")
    if circle.shaded:
        settings.append(f'style=filled, fillcolor="{GREY}"')
    return f"{quote(circle.name)} [{', '.join([*settings, *more])}]"


def _arrow(arrow: Arrow, more) -> str:
    settings = []
    if arrow.label:
        settings.append("label=" + write_html(arrow.label, ARROW_TYPE))
    if arrow.dashed:
        settings.append("style=dashed")
    if arrow.hollow:
        settings.append("arrowhead=empty")
    if arrow.red:
        settings.append(f'color="{RED}", fontcolor="{RED}"')
    return f"{quote(arrow.tail)} -> {quote(arrow.head)} [{', '.join([*settings, *more])}]"


def _places(arrow: PlacedArrow) -> list[str]:
    """The curve without its head, the tip, and the label's centre."""
    from schematic.render.curves import trim
    line = trim(arrow.curve, 0, HEAD)
    pos = f'pos="e,{_point(arrow.curve[-1])} {" ".join(map(_point, line))}"'
    return [pos, *([f'lp="{_point(arrow.label_at)}"'] if arrow.arrow.label else [])]


def _point(point: Point) -> str:
    return f"{point.x:.2f},{point.y:.2f}"
