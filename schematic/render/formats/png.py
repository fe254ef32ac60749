"""Drawing → PNG, which Graphviz writes with every circle and arrow where we have placed it."""

from __future__ import annotations

from schematic.render.dot_text import AS_PLACED, write_placed_dot
from schematic.render.drawing import Drawing
from schematic.render.engine import Engine, run_graphviz
from schematic.render.look import Look
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out

DOTS_PER_INCH = 200


def write_png(drawing: Drawing, look: Look, engine: Engine) -> bytes:
    """Write the drawing as PNG, at 200 dots an inch.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    placed = write_placed_dot(lay_out(drawing, engine))
    return run_graphviz(placed, *AS_PLACED, "-Tpng", f"-Gdpi={DOTS_PER_INCH}")


FORMAT = PictureFormat("png", write_png)
