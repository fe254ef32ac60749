"""Edits of a text: what the certain cure of a finding would write, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from schematic.diagnostics.source import Span


class Edit(NamedTuple):
    """The characters of `span` give way to `text`; an empty span is a place to insert it."""

    span: Span
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after some edits, whose places are those of the text before.

    Of edits that overlap only the first is made: the others were meant for what it has replaced.
    """
    pieces: list[str] = []
    done = 0
    for span, new in sorted(dict.fromkeys(edits)):
        if span.start < done:
            continue
        pieces += [text[done : span.start], new]
        done = span.end
    return "".join([*pieces, text[done:]])
