"""Figure → pixels, or PDF, by matplotlib, which pip installs with this package.

Lines and areas stay lines and areas in PDF, and the letters of the fonts that matplotlib carries
stay letters, with their fonts embedded. Letters of other fonts become areas, since not every kind
of font can be embedded.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schematic.render.bezier import Curve, Point
from schematic.render.figure import Box, Disc, Figure, Patch, Pen, Shape, Stroke, Words
from schematic.render.glyphs import boxes
from schematic.render.label_runs import MIDDLE, set_words, width_of_runs
from schematic.render.typefaces import is_carried, missing_letters, split_by_font, width_in

INCH = 72.0
# Fonts are embedded as TrueType; what a user has set for other figures changes nothing here.
SETTINGS: Any = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "pdf.use14corefonts": False,
    "pdf.inheritcolor": False,
    "text.hinting": "none",
    "text.antialiased": True,
    "text.usetex": False,
    "path.simplify": False,
    "path.snap": False,
    "path.sketch": None,
    "path.effects": [],
    "lines.scale_dashes": True,
    "savefig.bbox": None,
    "savefig.transparent": False,
}


def paint(figure: Figure, format: str, dots: float = INCH) -> bytes:
    """Return a figure as a file.

    Args:
        figure: what to paint.
        format: `png` or `pdf`.
        dots: those of an inch, for png.

    Warns:
        GlyphWarning: no font here has some of the letters.
    """
    from matplotlib import rc_context

    _warn_of_boxes(figure)
    with rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        stream = io.BytesIO()
        _canvas(figure).savefig(
            stream,
            format=format,
            dpi=dots,
            facecolor=figure.paper or "none",
            metadata=_metadata(figure.name, format),
        )
    return stream.getvalue()


def _metadata(name: str, format: str) -> dict[str, str | None]:
    """Return what the file says of itself; the same picture gives the same bytes."""
    if format == "png":
        return {"Software": None, "Title": name}
    return {"Title": name, "Creator": None, "Producer": None, "CreationDate": None}


def _warn_of_boxes(figure: Figure) -> None:
    texts = (
        symbol.text + symbol.sub + symbol.sup
        for group in figure.groups
        for shape in group.shapes
        if isinstance(shape, Words)
        for symbol in shape.label
    )
    missing = missing_letters("".join(texts))
    if missing:
        warnings.warn(boxes(missing), stacklevel=3)


def _canvas(figure: Figure) -> Any:
    """Return matplotlib's figure, whose unit is a point of ours, however large it is printed."""
    from matplotlib.figure import Figure as Sheet

    extent, scale = figure.extent, figure.scale
    sheet = Sheet(figsize=(extent.width * scale / INCH, extent.height * scale / INCH))
    axes = sheet.add_axes((0, 0, 1, 1), frameon=False)
    axes.set_axis_off()
    axes.set_xlim(extent.left, extent.right)
    axes.set_ylim(extent.bottom, extent.top)
    shapes = (shape for group in figure.groups for shape in group.shapes)
    artists = (artist for shape in shapes for artist in _artists(shape, scale))
    for height, artist in enumerate(artists):
        artist.set(zorder=height, clip_on=False)
        axes.add_artist(artist)
    return sheet


def _artists(shape: Shape, scale: float) -> Iterator[Any]:
    """Yield what matplotlib draws of a shape."""
    from matplotlib import patches

    match shape:
        case Disc():
            centre = (shape.centre.x, shape.centre.y)
            yield patches.Circle(centre, shape.radius, **_paint(shape.fill, shape.pen, scale))
        case Box():
            low, size = (shape.extent.left, shape.extent.bottom), shape.extent
            style = (
                f"round,pad=0,rounding_size={shape.rounding}" if shape.rounding else "square,pad=0"
            )
            settings = _paint(shape.fill, shape.pen, scale)
            yield patches.FancyBboxPatch(low, size.width, size.height, boxstyle=style, **settings)
        case Stroke():
            yield patches.PathPatch(_path(shape.curve), **_paint(None, shape.pen, scale))
        case Patch():
            corners = [(corner.x, corner.y) for corner in shape.corners]
            settings = _paint(shape.fill, shape.pen, scale)
            yield patches.Polygon(corners, closed=True, joinstyle="miter", **settings)
        case Words():
            yield from _letters(shape, scale)


def _path(curve: Curve) -> Any:
    from matplotlib.path import Path

    codes = [Path.MOVETO, *[Path.CURVE4] * (len(curve) - 1)]
    return Path([(point.x, point.y) for point in curve], codes)


def _paint(fill: str | None, pen: Pen | None, scale: float) -> dict[str, Any]:
    settings: dict[str, Any] = {"facecolor": fill or "none", "edgecolor": "none"}
    if pen is not None:
        # matplotlib takes the lengths of dashes in widths of the line.
        dashes = tuple(length / pen.width for length in pen.dashes)
        settings |= {"edgecolor": pen.colour, "linewidth": pen.width * scale, "capstyle": "butt"}
        settings |= {"linestyle": (0, dashes) if dashes else "solid"}
    return settings


def _letters(words: Words, scale: float) -> Iterator[Any]:
    runs = set_words(words, measured_width)
    at = words.at - Point(width_of_runs(runs) / 2, MIDDLE * words.size)
    for run in runs:
        x, y = at.x + run.x, at.y + run.y
        for text, font in split_by_font(run.text, slants=run.slants):
            if is_carried(font):
                yield _text(text, font, (x, y), run.size * scale, words.colour)
            else:
                yield _outline(text, font, (x, y), run.size, words.colour)
            x += width_in(font, text) * run.size


def measured_width(text: str, slants: bool) -> float:
    """Return how wide a text is in the fonts that draw it, in sizes of its type."""
    return sum(width_in(font, part) for part, font in split_by_font(text, slants=slants))


def _text(text: str, font: Path, at: tuple[float, float], size: float, colour: str) -> Any:
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

    face = FontProperties(fname=str(font), size=size)
    return Text(*at, text, color=colour, fontproperties=face, va="baseline", parse_math=False)


def _outline(text: str, font: Path, at: tuple[float, float], size: float, colour: str) -> Any:
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath

    letters = TextPath(at, text, size=size, prop=FontProperties(fname=str(font)))
    return PathPatch(letters, facecolor=colour, edgecolor="none")
