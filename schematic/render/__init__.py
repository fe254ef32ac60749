"""Schematic → a picture in the paper's arrow styles.

    Schematic → drawing → Drawing → placement → Picture → svg, png, pdf, tex
                                  → dot, mmd

Graphviz finds places for the circles, and draws SVG and PNG; `graphviz-pure`, which pip
installs, is enough for that. PDF needs LaTeX or the system's Graphviz.
"""

from __future__ import annotations

from pathlib import Path

from schematic.graph import Schematic
from schematic.render.drawing import make_drawing
from schematic.render.glyphs import GlyphWarning
from schematic.render.picture_format import FORMATS
from schematic.render.render_error import RenderError

__all__ = ["FORMATS", "GlyphWarning", "RenderError", "render", "write"]


def render(schematic: Schematic, format: str, *, title: bool = False) -> bytes:
    """Draw a schematic, and return the content of the file.

    Args:
        schematic: the schematic.
        format: a key of `FORMATS`.
        title: whether the model's name stands above the picture.

    Raises:
        RenderError: the format is unknown, or no program that writes it is installed.

    Warns:
        GlyphWarning: the format is png, and no font here has some of the letters.
    """
    found = FORMATS.get(format)
    if found is None:
        raise _unknown(f"no picture format is called {format!r}")
    return found.write(make_drawing(schematic, title=title))


def write(schematic: Schematic, path: str | Path, *, title: bool = False) -> None:
    """Write a picture of a schematic into a file; its suffix tells the format.

    Args:
        schematic: the schematic.
        path: the file, in a folder that exists.
        title: whether the model's name stands above the picture.

    Raises:
        RenderError: the suffix does not tell a format, no program writes it, or the file cannot be
            written.
    """
    path = Path(path)
    format = path.suffix.removeprefix(".").lower()
    if format not in FORMATS:
        raise _unknown(f"the name `{path.name}` does not tell a picture format")
    picture = render(schematic, format, title=title)
    try:
        path.write_bytes(picture)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RenderError(f"{path}: {reason}", "write to a file in a folder that exists") from error


def _unknown(message: str) -> RenderError:
    return RenderError(message, f"known: {', '.join(f'.{name}' for name in FORMATS)}")
