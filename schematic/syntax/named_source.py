"""A path, or the name of a shipped spec → the source it names."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from schematic.diagnostics import SchematicError, Source
from schematic.diagnostics.diagnostic import closest
from schematic.diagnostics.wrong_argument import require_type
from schematic.resources import zoo
from schematic.syntax.parse import decode, read


def find_source(
    path: str | Path | Traversable, function: str = "load", takes: str = "the path of a spec"
) -> Source:
    """The source that a path, or the name of a shipped spec, names.

    Args:
        path: what was given.
        function: the function of the interface that it was given to.
        takes: what that function takes.

    Raises:
        SchematicError: there is no such file and no such shipped spec (SGM107), or it is no text.
    """
    cure = 'give a path, or the name of a shipped spec, such as "gan"'
    require_type(function, path, (str, Path, Traversable), takes, cure)
    if not isinstance(path, str):
        return read(path)
    if is_shipped(path):
        return decode(f"{path}.sgm", zoo()[path].read_bytes())
    try:
        return read(path)
    except SchematicError as error:
        close = closest(path.lower(), zoo())
        if exists(path) or close is None:
            raise
        cure = f"did you mean the shipped spec `{close}`?"
        raise SchematicError([replace(f, cure=cure) for f in error.diagnostics]) from None


def is_shipped(name: str) -> bool:
    """Whether a word names a shipped spec; a file of that name goes before."""
    return name in zoo() and not exists(name)


def exists(name: str) -> bool:
    """Whether there is anything of that name on the disk; no file has a name that is too long."""
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False
