"""Document → its text in the one canonical layout."""

from __future__ import annotations

from schematic.service.document import Document
from schematic.service.question import Asked, Question


def formatted(document: Document) -> str | None:
    """The text as `sgm fmt` lays it out, or None where a statement does not parse."""
    return document.laid_out


def _ask(document: Document, asked: Asked) -> str | None:
    return formatted(document)


QUESTION = Question("formatting", _ask)
