"""What a function of the interface is given → the finding that it is not a schematic."""

from __future__ import annotations

from pathlib import Path

from schematic.diagnostics.diagnostic import closest
from schematic.diagnostics.wrong_argument import require_type
from schematic.graph.schematic import Schematic
from schematic.resources import zoo


def require_schematic(function: str, value: object) -> None:
    """Refuse what is not a schematic; a name or a path has to be loaded first.

    Raises:
        SchematicError: it is something else (SGM662).
    """
    if not isinstance(value, Schematic):
        require_type(function, value, Schematic, "a `Schematic`", f"give {_instead(value)}")


def _instead(value: object) -> str:
    """What was probably meant: a name, a path, a text, or what a run or a model was made from."""
    if isinstance(value, str) and "\n" in value:
        return "what `schematic.parse` makes of that text"
    if isinstance(value, str | Path):
        word = str(value)
        is_place = word in zoo() or Path(word).suffix
        return f"`schematic.load({word if is_place else closest(word, zoo()) or word!r})`"
    if isinstance(getattr(value, "schematic", None), Schematic):
        return "its attribute `schematic`"
    return '`schematic.load("gan")`'
