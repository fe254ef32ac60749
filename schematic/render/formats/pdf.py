"""Picture → PDF, by LaTeX where it is installed, else by the system's own Graphviz."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from schematic.render.dot_text import AS_PLACED, write_placed_dot
from schematic.render.engine import run
from schematic.render.formats.tex import write_tikz
from schematic.render.picture import Picture
from schematic.render.picture_format import PictureFormat
from schematic.render.placement import lay_out
from schematic.render.render_error import RenderError

# LaTeX takes the time of day from here: the same picture gives the same bytes.
TIMELESS = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}


def write_pdf(picture: Picture) -> bytes:
    """Write the picture as PDF.

    Raises:
        RenderError: no program that writes PDF is installed, or all of them fail.
    """
    failures = []
    for program, route in ROUTES.items():
        found = shutil.which(program)
        if found is None:
            continue
        try:
            return route(found, picture)
        except RenderError as error:
            failures.append(error)
    if failures:
        raise failures[-1]
    raise RenderError(
        "no program that writes PDF is installed", "install Debian's graphviz, or render .svg"
    )


def _by_latex(pdflatex: str, picture: Picture) -> bytes:
    options = ["-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "picture.tex"
        source.write_text(write_tikz(picture), encoding="utf-8")
        run([pdflatex, *options, source.name], folder=folder, settings=TIMELESS)
        return source.with_suffix(".pdf").read_bytes()


def _by_dot(dot: str, picture: Picture) -> bytes:
    return run([dot, *AS_PLACED, "-Tpdf"], write_placed_dot(picture).encode())


ROUTES: Mapping[str, Callable[[str, Picture], bytes]] = {"pdflatex": _by_latex, "dot": _by_dot}

FORMAT = PictureFormat("pdf", lambda drawing, look, engine: write_pdf(lay_out(drawing, engine)))
