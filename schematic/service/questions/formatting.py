"""Document → its text in the one canonical layout."""

from __future__ import annotations

from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.remembered import remembered
from schematic.syntax.format import format_tree


def formatted(document: Document) -> str | None:
    """The text as `sgm fmt` lays it out, or None where a statement does not parse."""
    parsed, unread = document.parsed
    return None if unread else format_tree(parsed, remembered)


def _ask(document: Document, asked: Asked) -> str | None:
    return formatted(document)


QUESTION = Question("formatting", _ask)
