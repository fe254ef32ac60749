"""Edits of a text: what the certain cure of a finding would write, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from schematic.diagnostics.source import Span


class Edit(NamedTuple):
    """The characters of `span` give way to `text`; an empty span is a place to insert it."""

    span: Span
    text: str


def compatible(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in order, each once. Of some that overlap only the first is left.

    The others were meant for what it has replaced.
    """
    kept: list[Edit] = []
    done = 0
    for edit in sorted(dict.fromkeys(edits)):
        if edit.span.start >= done:
            kept.append(edit)
            done = edit.span.end
    return tuple(kept)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after those edits that are compatible; their places are those of the text before."""
    pieces: list[str] = []
    done = 0
    for span, new in compatible(edits):
        pieces += [text[done : span.start], new]
        done = span.end
    return "".join([*pieces, text[done:]])
