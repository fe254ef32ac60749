"""One statement of a text, read at most once: what an edit does not touch is not parsed again.

A statement that the edit has moved is the one that was read before, at its new place.
"""

from __future__ import annotations

from functools import lru_cache

from schematic.diagnostics import Source
from schematic.syntax import tree
from schematic.syntax.moved import moved
from schematic.syntax.parse import parse
from schematic.syntax.statements import Chunk

MOST_STATEMENTS = 10_000
LONGEST = 500
"""Statements with more characters than this are not kept."""


def remembered(source: Source, chunk: Chunk) -> tree.Statement | None:
    """One statement of a source; None where it does not parse, or is too long to be kept."""
    start, end = chunk.span
    if chunk.open or end - start > LONGEST:
        return None
    return _at(source.text[start:end], start)


@lru_cache(maxsize=MOST_STATEMENTS)
def _at(text: str, start: int) -> tree.Statement | None:
    """The statement that a text is, at a place; None where it is none."""
    found = _read(text)
    return None if found is None else moved(found, start)


@lru_cache(maxsize=MOST_STATEMENTS)
def _read(text: str) -> tree.Statement | None:
    parsed, unread = parse(Source("<statement>", text))
    return None if unread or len(parsed.statements) != 1 else parsed.statements[0]
