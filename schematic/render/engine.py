"""DOT → what a Graphviz makes of it: the one place that runs programs.

`graphviz-pure`, which pip installs with this package, is looked for beside the interpreter and
on the PATH; then the system's own `dot`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from schematic.render.errors import RenderError

PATIENCE = 60


def run_graphviz(dot: str, *options: str) -> bytes:
    """What Graphviz answers to a picture in DOT.

    Args:
        dot: the picture.
        options: of the command line, such as `-Tsvg`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    return run([find_graphviz(), *options], dot.encode())


def run(command: list[str], given: bytes = b"", folder: Path | None = None) -> bytes:
    """What a program writes to its standard output.

    Raises:
        RenderError: it fails, or takes too long.
    """
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=folder, timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        name = Path(command[0]).name
        said = getattr(error, "stderr", None) or str(error).encode()
        reason = said.decode(errors="replace").strip().splitlines()[-1:]
        message = f"{name} could not make the picture: {''.join(reason)}"
        raise RenderError(message, f"see that `{name}` works, or render .dot or .mmd") from error
    return done.stdout


@cache
def find_graphviz() -> str:
    """The path of a Graphviz that draws.

    Raises:
        RenderError: there is none.
    """
    beside = shutil.which("graphviz-pure", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("graphviz-pure") or shutil.which("dot")
    if found is None:
        raise RenderError("no Graphviz was found", "pip install graphviz-pure, or render .mmd")
    return found
