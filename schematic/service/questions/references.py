"""A name → all places where it stands, which an editor also lights up."""

from __future__ import annotations

from schematic.service.answers import Mention
from schematic.service.document import Document
from schematic.service.question import Asked, Question


def references(document: Document, offset: int) -> tuple[Mention, ...]:
    """The places of the name at a place, in order; none where there is no name.

    Words of the language count too: all arrows with `beta`, all nets that are an `mlp`.
    """
    here = document.table.at(offset)
    if here is None:
        return ()
    return tuple(Mention(o.span, o.declares) for o in document.table.of_symbol(here.symbol))


def _ask(document: Document, asked: Asked) -> tuple[Mention, ...]:
    return references(document, asked.offset)


QUESTION = Question("references", _ask)
