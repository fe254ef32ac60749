"""A name → where it stands."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.references import references


def answer(opened: Opened, params: types.ReferenceParams) -> list[types.Location]:
    """The places, with or without the one that declares it."""
    found = references(opened.document, opened.places.offset(params.position))
    return [
        types.Location(opened.uri, opened.range(each.span))
        for each in found
        if params.context.include_declaration or not each.declares
    ]


METHOD = Method(types.TEXT_DOCUMENT_REFERENCES, answer)
