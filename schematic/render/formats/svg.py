"""Drawing → SVG, which Graphviz writes with every circle and arrow where we have placed it."""

from __future__ import annotations

from schematic.render.dot_text import AS_PLACED, write_placed_dot
from schematic.render.drawing import Drawing
from schematic.render.engine import run_graphviz
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out


def write_svg(drawing: Drawing) -> bytes:
    """Write the drawing as SVG.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return run_graphviz(write_placed_dot(lay_out(drawing)), *AS_PLACED, "-Tsvg")


FORMAT = PictureFormat("svg", write_svg)
