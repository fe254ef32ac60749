"""A place → the name there that can be given another spelling."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.rename import renamed_at


def answer(opened: Opened, params: types.PrepareRenameParams) -> types.Range | None:
    """Its range; None for words of the language."""
    span = renamed_at(opened.document, opened.places.offset(params.position))
    return None if span is None else opened.range(span)


METHOD = Method(types.TEXT_DOCUMENT_PREPARE_RENAME, answer)
