"""A range → what can be done to the text there: certain cures, rewrites that apply, the layout."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from schematic.diagnostics import Edit, Span
from schematic.diagnostics.edit import compatible
from schematic.graph.spec_text import write_schematic
from schematic.rewrites.apply import step
from schematic.rewrites.rewrite import Refusal
from schematic.rewrites.rules import moves
from schematic.service.answers import Action
from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.questions.findings import findings
from schematic.service.questions.formatting import formatted

CURE, REWRITE, LAYOUT = "quickfix", "refactor.rewrite", "source.format"
ALL = "source.fixAll"
KINDS = (CURE, REWRITE, ALL, LAYOUT)
MOST_REWRITTEN = 12
"""Specs with more arrows are not rewritten while somebody types: each rewrite is tried, and its
result checked and written, which takes a fifth of a second at this number."""
REMEMBERED = 8
"""Editors ask again at each move of the cursor."""
_NAMED = 60


def actions(document: Document, span: Span, kinds: Collection[str] = KINDS) -> tuple[Action, ...]:
    """What can be done where a span is, and to the whole text, the cures first."""
    makers = {CURE: _cures, REWRITE: _rewrites, ALL: _all_cures, LAYOUT: _layout}
    return tuple(each for kind in KINDS if kind in kinds for each in makers[kind](document, span))


def _cures(document: Document, span: Span) -> Iterator[Action]:
    """The certain cures of the findings that touch a span."""
    for found in findings(document):
        if found.fix and found.span.start <= span.end and span.start <= found.span.end:
            yield Action(_title(document, found.fix), CURE, found.fix, found)


def _all_cures(document: Document, span: Span) -> Iterator[Action]:
    """All certain cures at once."""
    fixes = [found.fix for found in findings(document) if found.fix]
    if len(fixes) > 1:
        edits = compatible(edit for fix in fixes for edit in fix)
        yield Action(f"cure all {len(fixes)} findings that have one cure", ALL, edits)


def _rewrites(document: Document, span: Span) -> Iterator[Action]:
    yield from _rewritten(document)


@lru_cache(maxsize=REMEMBERED)
def _rewritten(document: Document) -> tuple[Action, ...]:
    """The rewrites that apply; lines that change lose their comments, and the title says so."""
    schematic = document.schematic
    if schematic is None or len(schematic.factors) > MOST_REWRITTEN:
        return ()
    found = []
    for rewrite in moves(schematic):
        after = step(rewrite, schematic)
        if not isinstance(after, Refusal):
            text = write_schematic(after)
            title = f"rewrite: {rewrite}{_lost_comments(document, text)}"
            found.append(Action(title, REWRITE, _whole(document, text)))
    return tuple(found)


def _lost_comments(document: Document, text: str) -> str:
    """A remark on how many comments a text has lost, or nothing."""
    left = Document.of(text, alone=True).parsed[0].comments
    lost = len(document.tree.comments) - len(left)
    return "" if lost <= 0 else f" (without {lost} comment{'s' if lost > 1 else ''})"


def _layout(document: Document, span: Span) -> Iterator[Action]:
    """The canonical layout."""
    text = formatted(document)
    if text is not None and text != document.text:
        yield Action("lay out as `sgm fmt` does", LAYOUT, _whole(document, text))


def _whole(document: Document, text: str) -> tuple[Edit, ...]:
    return (Edit(Span(0, len(document.text)), text),)


def _title(document: Document, fix: tuple[Edit, ...]) -> str:
    """What a cure does, in words."""
    first = fix[0]
    old, new = (part.strip()[:_NAMED] for part in (document.source.excerpt(first.span), first.text))
    if old and new:
        return f"write `{new}` instead of `{old}`"
    if new:
        return f"write `{new}` here"
    return f"remove `{old.partition('#')[0].strip()}`" if old.isprintable() else "remove it"


def _ask(document: Document, asked: Asked) -> tuple[Action, ...]:
    return actions(document, Span(asked.offset, asked.offset))


QUESTION = Question("actions", _ask)
