"""What a function of the interface is given → the finding that it is not a schematic."""

from __future__ import annotations

from pathlib import Path

from schematic.diagnostics.wrong_argument import require_type
from schematic.graph.schematic import Schematic


def require_schematic(function: str, value: object) -> None:
    """Refuse what is not a schematic; a name or a path has to be loaded first.

    Raises:
        SchematicError: it is something else (SGM662).
    """
    if isinstance(value, Schematic):
        return
    is_word = isinstance(value, str | Path)
    cure = f"schematic.load({str(value)!r})" if is_word else 'schematic.load("gan")'
    require_type(function, value, Schematic, "a `Schematic`", f"give `{cure}`")
