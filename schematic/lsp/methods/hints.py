"""A document → what it leaves unsaid, shown as if it were written."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.hints import hints


def answer(opened: Opened, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The hints of the lines that are seen."""
    first, last = opened.places.span(params.range)
    return [
        types.InlayHint(
            opened.places.position(hint.span.start), hint.label, tooltip=hint.why, padding_left=True
        )
        for hint in hints(opened.document)
        if first <= hint.span.start <= last
    ]


METHOD = Method(types.TEXT_DOCUMENT_INLAY_HINT, answer)
