"""A document → its outline."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.kinds import outlined
from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.symbols import symbols


def answer(opened: Opened, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """A symbol for each statement."""
    return [
        types.DocumentSymbol(
            name=each.name or each.kind,
            kind=outlined(each.kind),
            range=opened.range(each.span),
            selection_range=opened.range(each.selection),
            detail=each.detail,
        )
        for each in symbols(opened.document)
    ]


METHOD = Method(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, answer)
