r"""Picture → a standalone LaTeX document with one TikZ picture.

The styles stand in the options of the picture, so that it can be copied into a paper, which needs
only `\usepackage{tikz}` and `\usetikzlibrary{arrows.meta}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.latex_text import write_text
from schematic.render.bezier import Curve, Point
from schematic.render.latex_labels import write_math
from schematic.render.measure import NODE_TYPE, RADIUS, SMALL_RADIUS
from schematic.render.picture import LegendEntry, Picture, PlacedArrow, PlacedCircle, PlacedPlate
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out

PREAMBLE = r"""\documentclass[tikz, border=2pt]{standalone}
\usetikzlibrary{arrows.meta}
"""
HEADER = r"""\begin{document}
\begin{tikzpicture}[
"""
STYLES = rf"""  x=1bp, y=1bp, line width=0.7pt,
  vertex/.style={{circle, draw, inner sep=0pt, minimum size={2 * RADIUS:g}bp, font=\Large}},
  latent/.style={{vertex}},
  visible/.style={{vertex, fill=black!15}},
  indicator/.style={{vertex, minimum size={2 * SMALL_RADIUS:g}bp}},
  words/.style={{inner sep=0pt, font=\large}},
  generation/.style={{solid}},
  inference/.style={{dash pattern=on 3.6pt off 2.2pt}},
  stochastic/.style={{-{{Triangle[length=6.5pt, width=5pt]}}}},
  deterministic/.style={{-{{Triangle[open, length=7pt, width=5.6pt]}}}},
  adversarial/.style={{color=red!80!black}},
]
"""
TITLE = r"\node[words, above=8bp] at (current bounding box.north)"
FOOTER = "\\end{tikzpicture}\n\\end{document}\n"


def write_tikz(picture: Picture, scale: float = 1.0) -> str:
    """Write the picture as LaTeX, enlarged by some factor."""
    lines = [
        *(_plate(picture.plate) if picture.plate else ()),
        *(_circle(placed) for placed in picture.circles),
        *(line for placed in picture.arrows for line in _arrow(placed)),
    ]
    lines += [line for entry in picture.legend for line in _entry(entry)]
    if picture.title:
        lines.append(rf"{TITLE} {{{write_text(picture.title)}}};")
    called = f"\\title{{{write_text(picture.name)}}}\n"
    enlarged = f"  scale={scale:g}, transform shape,\n" if scale != 1 else ""
    return (
        PREAMBLE
        + called
        + HEADER
        + enlarged
        + STYLES
        + "".join(f"  {line}\n" for line in lines)
        + FOOTER
    )


def _entry(entry: LegendEntry) -> Iterator[str]:
    mark = entry.mark
    yield from (_circle(mark),) if isinstance(mark, PlacedCircle) else _arrow(mark)
    words = write_text(entry.words)
    yield rf"\node[inner sep=0pt, font=\footnotesize] at {_point(entry.at)} {{{words}}};"


def _plate(plate: PlacedPlate) -> Iterator[str]:
    yield rf"\draw[rounded corners=6bp] {_point(plate.low)} rectangle {_point(plate.high)};"
    label = write_math(plate.label)
    yield rf"\node[inner sep=0pt, font=\footnotesize] at {_point(plate.label_at)} {{{label}}};"


def _circle(placed: PlacedCircle) -> str:
    circle = placed.circle
    style = "indicator" if circle.small else "visible" if circle.shaded else "latent"
    if circle.partly:
        style += ", fill=black!6"
    if placed.radius != (SMALL_RADIUS if circle.small else RADIUS):
        style += f", minimum size={2 * placed.radius:.1f}bp"
    if placed.type is not NODE_TYPE:
        style += rf", font=\fontsize{{{placed.type.size}}}{{{placed.type.size}}}\selectfont"
    name = write_math(circle.label) if circle.label else ""
    return rf"\node[{style}] at {_point(placed.centre)} {{{name}}};"


def _arrow(placed: PlacedArrow) -> Iterator[str]:
    arrow = placed.arrow
    styles = [
        "inference" if arrow.dashed else "generation",
        "deterministic" if arrow.hollow else "stochastic",
        *(["adversarial"] if arrow.red else []),
    ]
    yield rf"\draw[{', '.join(styles)}] {_curve(placed.curve)};"
    if arrow.label:
        style = "words, adversarial" if arrow.red else "words"
        yield rf"\node[{style}] at {_point(placed.label_at)} {{{write_math(arrow.label)}}};"


def _curve(curve: Curve) -> str:
    pieces = [_point(curve[0])]
    for i in range(1, len(curve), 3):
        first, second, end = map(_point, curve[i : i + 3])
        pieces.append(f".. controls {first} and {second} .. {end}")
    return " ".join(pieces)


def _point(point: Point) -> str:
    return f"({point.x:.2f}, {point.y:.2f})"


FORMAT = PictureFormat(
    "tex",
    lambda drawing, look, engine: write_tikz(lay_out(drawing, engine), look.scale).encode(),
    frozenset({"legend", "scale"}),
)
