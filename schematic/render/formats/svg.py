"""Figure → SVG.

Each circle and each arrow is a `<g>` that says what it stands for, so that a page can find it:

    <g class="node visible" id="node-x" data-node="x">
    <g class="edge dashed hollow" id="factor-0" data-factor="0" data-tail="z" data-head="x">

`data-factor` numbers the factors of the schematic from 0. Where a plate is drawn once, `data-node`
and `data-factor` list all that it stands for. `<title>` is the statement that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics.foreign_text import shown
from schematic.render.bezier import Point
from schematic.render.draw_figure import draw_figure
from schematic.render.drawing import Drawing
from schematic.render.engine import Engine
from schematic.render.figure import Box, Disc, Figure, Group, Patch, Pen, Shape, Stroke, Words
from schematic.render.label_runs import MIDDLE, Run, set_words
from schematic.render.look import Look
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out

# Labels are measured in Times; these are as wide, and one of them is on most machines.
FONTS = "Times, 'Times New Roman', Tinos, 'Liberation Serif', 'Nimbus Roman', STIXGeneral, serif"
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def write_svg(figure: Figure) -> str:
    """Write a figure as SVG."""
    extent, scale = figure.extent, figure.scale
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="schematic" role="graphics-document" '
        f'width="{_number(extent.width * scale)}pt" height="{_number(extent.height * scale)}pt" '
        f'viewBox="0 0 {_number(extent.width)} {_number(extent.height)}" '
        f'font-family="{FONTS}" text-anchor="middle">',
        f"<title>{escape(figure.name)}</title>",
    ]
    if figure.paper is not None:
        lines.append(f'<rect class="paper" width="100%" height="100%" fill="{figure.paper}"/>')
    sheet = _Sheet(Point(extent.left, extent.top))
    lines += [line for group in figure.groups for line in sheet.group(group)]
    return "\n".join([*lines, "</svg>\n"])


def escape(text: str) -> str:
    """Escape text that stands between tags, or in quotes in one; control signs are left out."""
    return "".join(ENTITIES.get(letter, letter) for letter in shown(text))


class _Sheet:
    """Where the upper left corner is, from which SVG counts downwards."""

    def __init__(self, corner: Point) -> None:
        self.corner = corner

    def group(self, group: Group) -> Iterator[str]:
        """Yield the lines of a group."""
        settings = {"class": group.kinds, "id": group.key.replace(" ", "-")}
        settings |= {f"data-{name}": value for name, value in group.data}
        written = "".join(f' {name}="{escape(v)}"' for name, v in settings.items() if v)
        role = ' role="graphics-symbol"' if group.said else ""
        yield f"<g{written}{role}>"
        if group.said:
            yield f"<title>{escape(group.said)}</title>"
        yield from map(self._shape, group.shapes)
        yield "</g>"

    def _shape(self, shape: Shape) -> str:
        match shape:
            case Disc():
                at = self._at(shape.centre)
                return (
                    f'<circle cx="{_number(at.x)}" cy="{_number(at.y)}" '
                    f'r="{_number(shape.radius)}"{_paint(shape.fill, shape.pen)}/>'
                )
            case Box():
                return self._box(shape)
            case Stroke():
                first, *rest = map(self._point, shape.curve)
                return f'<path d="M{first}C{" ".join(rest)}"{_paint(None, shape.pen)}/>'
            case Patch():
                corners = " ".join(map(self._point, shape.corners))
                return f'<polygon points="{corners}"{_paint(shape.fill, shape.pen)}/>'
            case Words():
                return self._words(shape)

    def _box(self, box: Box) -> str:
        at = self._at(Point(box.extent.left, box.extent.top))
        rounding = f' rx="{_number(box.rounding)}"' if box.rounding else ""
        return (
            f'<rect x="{_number(at.x)}" y="{_number(at.y)}" width="{_number(box.extent.width)}" '
            f'height="{_number(box.extent.height)}"{rounding}{_paint(box.fill, box.pen)}/>'
        )

    def _words(self, words: Words) -> str:
        at = self._at(words.at - Point(0, MIDDLE * words.size))
        spans = "".join(_spans(set_words(words), words.size))
        return (
            f'<text x="{_number(at.x)}" y="{_number(at.y)}" font-size="{words.size}" '
            f'fill="{words.colour}">{spans}</text>'
        )

    def _at(self, point: Point) -> Point:
        return Point(point.x - self.corner.x, self.corner.y - point.y)

    def _point(self, point: Point) -> str:
        at = self._at(point)
        return f"{_number(at.x)},{_number(at.y)}"


def _spans(runs: tuple[Run, ...], size: int) -> Iterator[str]:
    """Yield runs as spans, each of which says how far it stands from where the last one ended."""
    x = y = 0.0
    for run in runs:
        settings = {
            "dx": _number(run.x - x) if abs(run.x - x) > 0.005 else "",
            "dy": _number(y - run.y) if run.y != y else "",
            "font-size": str(run.size) if run.size != size else "",
            "font-style": "italic" if run.slants else "",
        }
        written = "".join(f' {name}="{value}"' for name, value in settings.items() if value)
        yield f"<tspan{written}>{escape(run.text)}</tspan>" if written else escape(run.text)
        x, y = run.x + run.width, run.y


def _paint(fill: str | None, pen: Pen | None) -> str:
    inside = f' fill="{fill or "none"}"'
    if pen is None:
        return inside
    width = f' stroke-width="{_number(pen.width)}"' if pen.width != 1 else ""
    gaps = ",".join(map(_number, pen.dashes))
    dashes = f' stroke-dasharray="{gaps}"' if pen.dashes else ""
    return f'{inside} stroke="{pen.colour}"{width}{dashes}'


def _number(value: float) -> str:
    """Write a length to a hundredth of a point, and no more digits than it has."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.005 else "0"


def write(drawing: Drawing, look: Look, engine: Engine) -> bytes:
    """Write a drawing as SVG.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return write_svg(draw_figure(lay_out(drawing, engine), look)).encode()


FORMAT = PictureFormat("svg", write, frozenset({"legend", "dark", "transparent", "scale"}))
