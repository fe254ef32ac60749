"""A place → what is shown when the pointer rests on it."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.hover import hover


def answer(opened: Opened, params: types.HoverParams) -> types.Hover | None:
    """The Markdown of what stands there."""
    found = hover(opened.document, opened.places.offset(params.position))
    if found is None:
        return None
    text = types.MarkupContent(types.MarkupKind.Markdown, found.text)
    return types.Hover(text, opened.range(found.span))


METHOD = Method(types.TEXT_DOCUMENT_HOVER, answer)
