"""A name → where it is declared; the file of a rewrite → that file."""

from __future__ import annotations

from schematic.diagnostics import Span
from schematic.rewrites.definition import definition_of, file_of
from schematic.service.answers import Target
from schematic.service.document import Document
from schematic.service.question import Asked, Question


def definition(document: Document, offset: int) -> Target | None:
    """Where the name at a place is declared; None where there is no name, or no declaration.

    A parameter group is declared nowhere, so its first place is shown.
    """
    line = definition_of(document.tree)
    if line is not None and line.definition is not None:
        span = line.definition.file_span
        if span.start <= offset <= span.end:
            found = file_of(document.source, line.definition)
            return Target(Span(0, 0), found) if found else None
    here = document.table.at(offset)
    if here is None or not here.symbol.kind.is_users:
        return None
    found_at = document.table.definition(here.symbol)
    return None if found_at is None else Target(found_at.span)


def _ask(document: Document, asked: Asked) -> Target | None:
    return definition(document, asked.offset)


QUESTION = Question("definition", _ask)
