"""Document → every rewrite that can be tried on it, and whether it applies."""

from __future__ import annotations

from schematic.graph import Schematic
from schematic.rewrites.apply import step
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules import moves
from schematic.service.document import Document
from schematic.service.page_answers import RewriteAnswer
from schematic.service.question import Asked, Question


def rewrites(document: Document) -> tuple[RewriteAnswer, ...] | None:
    """The rewrites, those that apply first; None where the text has errors."""
    schematic = document.schematic
    if schematic is None:
        return None
    tried = [_tried(schematic, rewrite) for rewrite in moves(schematic)]
    return tuple(sorted(tried, key=lambda each: not each.applies))


def _tried(schematic: Schematic, rewrite: Rewrite) -> RewriteAnswer:
    result = step(rewrite, schematic)
    why = str(result) if isinstance(result, Refusal) else ""
    return RewriteAnswer(str(rewrite), rewrite.summary, not why, why)


def _ask(document: Document, asked: Asked) -> tuple[RewriteAnswer, ...] | None:
    return rewrites(document)


QUESTION = Question("rewrites", _ask)
