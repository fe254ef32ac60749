"""A document → the edit that lays it out in the one canonical way."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.formatting import formatted


def answer(opened: Opened, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """The edit; none where the text has that layout, or has a statement that does not parse."""
    text = formatted(opened.document)
    return [] if text is None else opened.rewritten(text)


METHOD = Method(types.TEXT_DOCUMENT_FORMATTING, answer)
