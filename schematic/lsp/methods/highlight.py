"""A name → the places of the same name, for marking them."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.references import references


def answer(opened: Opened, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """The places; the one that declares the name is marked as a place of writing."""
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    return [
        types.DocumentHighlight(opened.range(each.span), write if each.declares else read)
        for each in references(opened.document, opened.places.offset(params.position))
    ]


METHOD = Method(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, answer)
