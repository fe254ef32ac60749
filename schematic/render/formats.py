"""Drawing → bytes: the table of formats, one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schematic.render.dot import AS_PLACED, write_dot, write_placed_dot
from schematic.render.drawing import Drawing
from schematic.render.engine import run_graphviz
from schematic.render.layout import lay_out
from schematic.render.mermaid import write_mermaid
from schematic.render.pdf import write_pdf
from schematic.render.tikz import write_tikz

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
