"""A finding's place and what was probably meant → the edits that cure it for certain.

A cure is certain where one thing alone can have been meant: it makes the finding go away, and
brings no other error (`tests/checks/test_fixes.py`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from itertools import islice

from schematic.diagnostics.diagnostic import LONGEST_WORD, MOST_COMPARED
from schematic.diagnostics.edit import Edit
from schematic.diagnostics.source import NOWHERE, Span

ALIKE = 0.6
"""How alike a misspelt word of the language and the word itself are at least."""
ALIKE_NAMES = 0.72
"""The same for names that the user has chosen, which may be alike and different."""
SHORTEST_NAME = 3
"""Shorter names are a letter apart from one another, so none of them is a slip for certain."""
_DIGITS = re.compile(r"\d+")
_BLANKS = " \t"


def respelt(span: Span | None, word: str, known: Iterable[str]) -> tuple[Edit, ...]:
    """The edit that writes the word of the language that was meant, if one alone is like it."""
    close = difflib.get_close_matches(
        word[:LONGEST_WORD], islice(known, MOST_COMPARED), n=2, cutoff=ALIKE
    )
    return (Edit(span, close[0]),) if span is not None and len(close) == 1 else ()


def renamed(span: Span | None, name: str, known: Iterable[str]) -> tuple[Edit, ...]:
    """The edit that writes the user's own name that was meant, if one alone is like it.

    `x2` is not a slip of `x1`: names that differ in their digits only are different names.
    """
    short = len(name) < SHORTEST_NAME
    close = difflib.get_close_matches(
        name[:LONGEST_WORD], islice(known, MOST_COMPARED), n=2, cutoff=ALIKE_NAMES
    )
    if span is None or short or len(close) != 1:
        return ()
    if _DIGITS.sub("", name) == _DIGITS.sub("", close[0]):
        return ()
    return (Edit(span, close[0]),)


def removed(span: Span | None) -> tuple[Edit, ...]:
    """The edit that takes away a statement or a part of a list; `tidied` makes it leave no gap."""
    return () if span is None or span == NOWHERE else (Edit(span, ""),)


def tidied(text: str, edit: Edit) -> Edit:
    """The edit, where it removes something, with what would be left over.

    A statement takes its line along, and its comment; a part of a list its comma, or the braces
    when it stands in them alone.
    """
    (start, end), new = edit
    if new or start == end:
        return edit
    first = _back(text, start)
    last = _on(text, end)
    before, after = text[first - 1 : first], text[last : last + 1]
    if before in ("", "\n") and after in ("", "\n", "#"):
        stop = text.find("\n", last)
        return Edit(Span(first, len(text) if stop < 0 else stop + 1), "")
    if after == ",":
        return Edit(Span(start, _on(text, last + 1)), "")
    if before == ",":
        return Edit(Span(first - 1, end), "")
    if before == "{" and after == "}":
        return Edit(Span(_back(text, first - 1), last + 1), "")
    return edit


def _back(text: str, at: int) -> int:
    """Where the blanks before a place begin."""
    while at > 0 and text[at - 1] in _BLANKS:
        at -= 1
    return at


def _on(text: str, at: int) -> int:
    """Where the blanks behind a place end."""
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at
