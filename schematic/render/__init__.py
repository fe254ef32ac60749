"""Schematic → a picture in the paper's arrow styles.

    Schematic → drawing → Drawing → placement → Picture → draw_figure → Figure → svg, png, pdf
                                  → dot, mmd            → tex

Graphviz finds the places of the circles, and nothing else: `write_question` writes what it is
asked, an `Engine` answers, and `place` reads the answer. `graphviz-pure`, which pip installs, is
the engine unless another one is given, so a browser can draw pictures with its own Graphviz.
"""

from __future__ import annotations

from pathlib import Path

from schematic.callable_package import make_callable
from schematic.diagnostics.wrong_argument import require_type
from schematic.graph import Schematic
from schematic.graph.required import require_schematic
from schematic.render.draw_figure import draw_figure
from schematic.render.drawing import make_drawing
from schematic.render.engine import Engine, ask_graphviz
from schematic.render.glyphs import GlyphWarning
from schematic.render.look import PLAIN, Look, Style
from schematic.render.picture_format import FORMATS, PictureFormat
from schematic.render.placement import place, write_question
from schematic.render.render_error import RenderError

WITHOUT = {"dpi": "it does not consist of dots"}

__all__ = [
    "FORMATS",
    "Engine",
    "GlyphWarning",
    "Look",
    "PictureFormat",
    "RenderError",
    "Style",
    "draw_figure",
    "format_for",
    "make_drawing",
    "place",
    "render",
    "write",
    "write_question",
]


make_callable(__name__)


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
        RenderError: the format is unknown, cannot follow a choice, or there is no Graphviz.

    Warns:
        GlyphWarning: the format is png or pdf, and no font here has some of the letters.

    Example:
        >>> svg = schematic.render(schematic.load("gan"), "svg")
        >>> svg.decode()[:4]
        '<svg'
    """
    require_schematic("render", schematic)
    require_type("render", format, str, "the name of a format", 'give one, such as "svg"')
    return format_for(format, look).write(make_drawing(schematic, look), look, engine)


def format_for(name: str, look: Look = PLAIN) -> PictureFormat:
    """Return the format of a name, which can follow a look.

    Raises:
        RenderError: there is none, or it cannot.
    """
    format = FORMATS.get(name)
    if format is None:
        raise _unknown(f"no picture format is called {name!r}")
    for choice in look.chosen():
        if choice not in format.follows:
            others = ", ".join(f".{other}" for other in FORMATS if choice in FORMATS[other].follows)
            reason = f": {WITHOUT[choice]}" if choice in WITHOUT else ""
            raise RenderError(
                f"a .{name} picture cannot follow `{choice}`{reason}",
                f"leave it out, or render one of: {others}",
            )
    return format


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
