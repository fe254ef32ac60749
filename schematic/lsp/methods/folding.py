"""A document → the lines that can be hidden."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.folding import folding


def answer(opened: Opened, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """The ranges, by lines."""
    found = []
    for fold in folding(opened.document):
        here = opened.range(fold.span)
        is_comment = fold.sort == "comment"
        kind = types.FoldingRangeKind.Comment if is_comment else types.FoldingRangeKind.Region
        found.append(types.FoldingRange(here.start.line, here.end.line, kind=kind))
    return found


METHOD = Method(types.TEXT_DOCUMENT_FOLDING_RANGE, answer)
