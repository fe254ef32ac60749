"""One statement of a text, read at most once: what an edit does not touch is not parsed again.

A statement that the edit has moved is the one that was read before, at its new place.
"""

from __future__ import annotations

from functools import lru_cache

from schematic.diagnostics import Diagnostic, Source, Span
from schematic.syntax import tree
from schematic.syntax.moved import moved
from schematic.syntax.parse import read_statement
from schematic.syntax.statements import Chunk

MOST_STATEMENTS = 10_000
LONGEST = 500
"""Statements with more characters than this are not kept."""


def read_again(source: Source, chunk: Chunk) -> tree.Statement | Diagnostic:
    """One statement of a source, or why it is none; as `read_statement`."""
    start, end = chunk.span
    if chunk.open or end - start > LONGEST:
        return read_statement(source, chunk)
    known = _at(source.text[start:end], start)
    return read_statement(source, chunk) if known is None else known


@lru_cache(maxsize=MOST_STATEMENTS)
def _at(text: str, start: int) -> tree.Statement | None:
    """The statement that a text is, at a place; None where it is none."""
    found = _read(text)
    return None if found is None else moved(found, start)


@lru_cache(maxsize=MOST_STATEMENTS)
def _read(text: str) -> tree.Statement | None:
    found = read_statement(Source("<statement>", text), Chunk(Span(0, len(text)), None))
    return None if isinstance(found, Diagnostic) else found
