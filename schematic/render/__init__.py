"""Schematic → a picture in the paper's arrow styles.

    Schematic → drawing → Drawing → placement → Picture → draw_figure → Figure → svg, png, pdf
                                  → dot, mmd            → tex

Graphviz finds the places of the circles, and nothing else: `write_question` writes what it is
asked, an `Engine` answers, and `place` reads the answer. `graphviz-pure`, which pip installs, is
the engine unless another one is given, so a browser can draw pictures with its own Graphviz.
"""

from __future__ import annotations

from pathlib import Path

from schematic.graph import Schematic
from schematic.render.draw_figure import draw_figure
from schematic.render.drawing import make_drawing
from schematic.render.engine import Engine, ask_graphviz
from schematic.render.glyphs import GlyphWarning
from schematic.render.look import PLAIN, Look
from schematic.render.picture_format import FORMATS
from schematic.render.placement import place, write_question
from schematic.render.render_error import RenderError

__all__ = [
    "FORMATS",
    "Engine",
    "GlyphWarning",
    "Look",
    "RenderError",
    "draw_figure",
    "make_drawing",
    "place",
    "render",
    "write",
    "write_question",
]


def render(
    schematic: Schematic, format: str, look: Look = PLAIN, engine: Engine = ask_graphviz
) -> bytes:
    """Draw a schematic, and return the content of the file.

    Args:
        schematic: the schematic.
        format: a key of `FORMATS`.
        look: the choices of whoever asks.
        engine: finds the places, for formats that have them.

    Raises:
        RenderError: the format is unknown, or no program that writes it is installed.

    Warns:
        GlyphWarning: the format is png, and no font here has some of the letters.
    """
    found = FORMATS.get(format)
    if found is None:
        raise _unknown(f"no picture format is called {format!r}")
    return found.write(make_drawing(schematic, look), look, engine)


def write(schematic: Schematic, path: str | Path, look: Look = PLAIN) -> None:
    """Write a picture of a schematic into a file; its suffix tells the format.

    Args:
        schematic: the schematic.
        path: the file, in a folder that exists.
        look: the choices of whoever asks.

    Raises:
        RenderError: the suffix does not tell a format, no program writes it, or the file cannot be
            written.
    """
    path = Path(path)
    format = path.suffix.removeprefix(".").lower()
    if format not in FORMATS:
        raise _unknown(f"the name `{path.name}` does not tell a picture format")
    picture = render(schematic, format, look)
    try:
        path.write_bytes(picture)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RenderError(f"{path}: {reason}", "write to a file in a folder that exists") from error


def _unknown(message: str) -> RenderError:
    return RenderError(message, f"known: {', '.join(f'.{name}' for name in FORMATS)}")
