"""A document → the meaning of each word, as five numbers a word."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.kinds import MODIFIERS, TOKENS, coloured
from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.tokens import tokens


def answer(opened: Opened, params: types.SemanticTokensParams) -> types.SemanticTokens:
    """Line and beginning relative to the word before, length, type and modifiers of each word."""
    data: list[int] = []
    line = column = 0
    for token in tokens(opened.document):
        here = opened.range(token.span)
        if here.end.line > here.start.line or token.span.start == token.span.end:
            continue
        start, length = here.start, here.end.character - here.start.character
        if start.line > line:
            column = 0
        bits = sum(1 << MODIFIERS.index(name) for name in token.modifiers)
        data += [start.line - line, start.character - column, length, coloured(token.kind), bits]
        line, column = start.line, start.character
    return types.SemanticTokens(data)


METHOD = Method(
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
    answer,
    types.SemanticTokensLegend(list(TOKENS), list(MODIFIERS)),
)
