"""A statement that does not parse → the one edit that makes it a statement, if there is one.

Such an edit writes, exchanges or takes away one sign, closes one bracket, or writes a word or an
arrow that a finding suggests. Each candidate is parsed, and an edit is certain only if no other
candidate makes a statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from schematic.diagnostics import Diagnostic, Edit, Span
from schematic.diagnostics.edit import edited

LONGEST = 400
"""Longer statements are not mended: each candidate is parsed."""
MOST_CANDIDATES = 40
_APART = "=~:"
_UNCERTAIN = "(["
"""Where one of these is missing, a name and what belongs in brackets may have grown together."""
_SORTS = (_APART, ")]}", ",")
_ENDS = re.compile(r"\w+|[)\]}]")

Reads = Callable[[str], bool]
"""Whether a text is a statement."""


def with_fix(
    text: str, span: Span, finding: Diagnostic, edits: Iterable[Edit], reads: Reads
) -> Diagnostic:
    """The finding with the one edit that makes a statement of the text in a span.

    What the finding suggests already is kept if that does it.

    Args:
        text: the whole text.
        span: the statement.
        finding: what is wrong with it.
        edits: the candidates.
        reads: whether a text is a statement.
    """
    if span.end - span.start > LONGEST:
        return replace(finding, fix=()) if finding.fix else finding

    def mends(fix: tuple[Edit, ...]) -> bool:
        here = (Edit(Span(s.start - span.start, s.end - span.start), new) for s, new in fix)
        return reads(edited(text[span.start : span.end], here))

    if finding.fix:
        return finding if mends(finding.fix) else replace(finding, fix=())
    found = [edit for edit in dict.fromkeys(edits) if mends((edit,))]
    return replace(finding, fix=tuple(found)) if len(found) == 1 else finding


def one_sign(text: str, here: Span, signs: Iterable[str]) -> Iterator[Edit]:
    """Edits that write one of some signs before a token, or in its place, or take it away.

    A sign gives way to one of its own sort, and goes only where one of its sort stands before it: a
    bracket that closes nothing may lack the one that opens it.
    """
    before = len(text[: here.start].rstrip())
    found = text[here.start : here.end]
    sort = next((sort for sort in _SORTS if found in sort), "")
    for sign in signs:
        if sign in _UNCERTAIN:
            continue
        yield Edit(Span(before, before), f" {sign}" if sign in _APART else sign)
        if sign in sort:
            yield Edit(here, sign)
    if text[before - 1 : before] in tuple(sort):
        yield Edit(here, "")


def closings(text: str, opened: int, end: int, closing: str) -> Iterator[Edit]:
    """Edits that close a bracket behind a word or another bracket."""
    places = [found.end() for found in _ENDS.finditer(text, opened + 1, end)]
    for place in places[:MOST_CANDIDATES]:
        yield Edit(Span(place, place), closing)
