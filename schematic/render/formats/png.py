"""Figure → PNG."""

from __future__ import annotations

from schematic.render.canvas import INCH, paint
from schematic.render.draw_figure import draw_figure
from schematic.render.drawing import Drawing
from schematic.render.engine import Engine
from schematic.render.look import USUAL_DPI, Look
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out
from schematic.render.render_error import RenderError

MOST_DOTS, LONGEST = 100_000_000, 2**16 - 1


def write_png(drawing: Drawing, look: Look, engine: Engine) -> bytes:
    """Write a drawing as PNG.

    Raises:
        RenderError: there is no Graphviz, or it fails; or the picture has too many dots.
    """
    figure, dpi = draw_figure(lay_out(drawing, engine), look), look.dpi or USUAL_DPI
    across, down = (
        round(side * look.scale * dpi / INCH)
        for side in (figure.extent.width, figure.extent.height)
    )
    if across * down > MOST_DOTS or max(across, down) > LONGEST:
        raise RenderError(
            f"the picture would have {across:,} × {down:,} dots",
            "make --scale or --dpi smaller, or render .svg or .pdf, which any size suits",
        )
    return paint(figure, "png", dpi)


FOLLOWS = frozenset({"legend", "dark", "transparent", "scale", "dpi"})
FORMAT = PictureFormat("png", write_png, FOLLOWS)
