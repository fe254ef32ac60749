"""DOT → what Graphviz makes of it; no other module runs programs.

It looks for `graphviz-pure`, which pip installs with this package, beside the interpreter and on
the PATH, then for the system's own `dot`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from schematic.render.glyphs import boxes, foreign_letters
from schematic.render.render_error import RenderError

PATIENCE = 60
Engine = Callable[[str], str]
"""Lays out DOT as Graphviz's `dot` does, and answers in its format `plain`."""
# Labels are measured in Times; these are as wide, and one of them is on most machines.
FONTS = b"Times, 'Times New Roman', Tinos, 'Liberation Serif', 'Nimbus Roman', serif"
ELSE = "render .dot or .mmd, which need no other program"


def ask_graphviz(dot: str) -> str:
    """Lay out DOT, in Graphviz's format `plain`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return run_graphviz(dot, "-Kdot", "-Tplain").decode()


def run_graphviz(dot: str, *options: str) -> bytes:
    """Return what Graphviz makes of a picture in DOT.

    Args:
        dot: the picture.
        options: of the command line, such as `-Tsvg`.

    Raises:
        RenderError: there is no Graphviz, or it fails.

    Warns:
        GlyphWarning: letters are empty boxes in a picture of pixels.
    """
    picture = run([_drawn_by(dot, options), *options], dot.encode())
    return picture.replace(b"Times,serif", FONTS) if "-Tsvg" in options else picture


def _drawn_by(dot: str, options: Sequence[str]) -> str:
    """Return the path of the Graphviz that has the letters of a picture of pixels, if one has."""
    letters = foreign_letters(dot) if "-Tpng" in options else ""
    if not letters:
        return find_graphviz()
    system = shutil.which("dot")
    if system is None or not installed_for(letters):
        warnings.warn(boxes(letters), stacklevel=2)
    return system or find_graphviz()


def installed_for(letters: str) -> bool:
    """Whether fontconfig knows a font that has all of some letters."""
    finder = shutil.which("fc-list")
    codes = " ".join(f"{ord(letter):x}" for letter in letters)
    try:
        return finder is not None and bool(run([finder, f":charset={codes}"]).strip())
    except RenderError:
        return False


def find_graphviz() -> str:
    """Return the path of a Graphviz.

    Raises:
        RenderError: there is none.
    """
    beside = shutil.which("graphviz-pure", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("graphviz-pure") or shutil.which("dot")
    if found is None:
        raise RenderError("no Graphviz is installed", f"pip install graphviz-pure, or {ELSE}")
    return found


def run(
    command: Sequence[str],
    given: bytes = b"",
    folder: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> bytes:
    """Run a program, and return what it writes on its standard output.

    Args:
        command: the program and its arguments.
        given: its standard input.
        folder: where it runs.
        settings: variables added to its environment.

    Raises:
        RenderError: the program fails, or takes too long.
    """
    environment = os.environ | (settings or {})
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            cwd=folder,
            env=environment,
            timeout=PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RenderError(f"{Path(command[0]).name} failed: {_reason(error)}", ELSE) from error
    return done.stdout


def _reason(error: OSError | subprocess.SubprocessError) -> str:
    """Return the last line that a program wrote, or why it wrote none."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {PATIENCE} seconds"
    said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip()
    return said.splitlines()[-1] if said else str(error)
