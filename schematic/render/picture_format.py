"""Drawing → bytes: the table of formats, one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schematic.render.dot_text import AS_PLACED, write_dot, write_placed_dot
from schematic.render.drawing import Drawing
from schematic.render.engine import run_graphviz
from schematic.render.formats.mmd import write_mermaid
from schematic.render.formats.pdf import write_pdf
from schematic.render.formats.tex import write_tikz
from schematic.render.placement import lay_out

DOTS_PER_INCH = 200


def _svg(drawing: Drawing) -> bytes:
    return run_graphviz(write_placed_dot(lay_out(drawing)), *AS_PLACED, "-Tsvg")


def _png(drawing: Drawing) -> bytes:
    placed = write_placed_dot(lay_out(drawing))
    return run_graphviz(placed, *AS_PLACED, "-Tpng", f"-Gdpi={DOTS_PER_INCH}")


FORMATS: Mapping[str, Callable[[Drawing], bytes]] = {
    "svg": _svg,
    "png": _png,
    "pdf": lambda drawing: write_pdf(lay_out(drawing)),
    "dot": lambda drawing: write_dot(drawing).encode(),
    "tex": lambda drawing: write_tikz(lay_out(drawing)).encode(),
    "mmd": lambda drawing: write_mermaid(drawing).encode(),
}
