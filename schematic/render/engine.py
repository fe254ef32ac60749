"""DOT → where Graphviz puts things; no other module runs programs.

It looks for `graphviz-pure`, which pip installs with this package, beside the interpreter and on
the PATH, then for the system's own `dot`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from schematic.render.render_error import RenderError

PATIENCE = 60
Engine = Callable[[str], str]
"""Lays out DOT as Graphviz's `dot` does, and answers in its format `plain`."""
ELSE = "render .dot or .mmd, which need no other program"


def ask_graphviz(dot: str) -> str:
    """Lay out DOT, in Graphviz's format `plain`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return run([find_graphviz(), "-Kdot", "-Tplain"], dot.encode()).decode()


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


def run(command: Sequence[str], given: bytes = b"") -> bytes:
    """Run a program, and return what it writes on its standard output.

    Args:
        command: the program and its arguments.
        given: its standard input.

    Raises:
        RenderError: the program fails, or takes too long.
    """
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=PATIENCE, check=True
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
