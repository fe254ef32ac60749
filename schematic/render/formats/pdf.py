"""Figure → PDF: lines, areas and letters, with the fonts in it."""

from __future__ import annotations

from schematic.render.canvas import paint
from schematic.render.draw_figure import draw_figure
from schematic.render.drawing import Drawing
from schematic.render.engine import Engine
from schematic.render.look import Look
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out


def write_pdf(drawing: Drawing, look: Look, engine: Engine) -> bytes:
    """Write a drawing as PDF.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return paint(draw_figure(lay_out(drawing, engine), look), "pdf")


FORMAT = PictureFormat("pdf", write_pdf, frozenset({"legend", "dark", "transparent", "scale"}))
