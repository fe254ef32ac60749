"""A name → where it is declared."""

from __future__ import annotations

from urllib.parse import quote, urljoin

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.definition import definition


def answer(opened: Opened, params: types.DefinitionParams) -> types.Location | None:
    """The place in the document, or the beginning of another file that it names."""
    found = definition(opened.document, opened.places.offset(params.position))
    if found is None:
        return None
    if found.file:
        start = types.Position(0, 0)
        return types.Location(urljoin(opened.uri, quote(found.file)), types.Range(start, start))
    return types.Location(opened.uri, opened.range(found.span))


METHOD = Method(types.TEXT_DOCUMENT_DEFINITION, answer)
