"""Text → logical lines: a spec cut into statements and comments, before the grammar sees it.

A statement ends with its line, except inside brackets. A bracket that is never closed must not
swallow the rest of the file: inside brackets, a line that could only begin a statement does so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from schematic.diagnostics import Source, Span
from schematic.syntax.tree import Comment

_TEXT, _OPEN, _CLOSE = r'[^\n#"()\[\]{}]', r"[(\[{]", r"[)\]}]"
_PAIR = rf"{_OPEN}{_TEXT}*+{_CLOSE}"
_BALANCED = rf"(?:{_TEXT}|{_PAIR}|{_OPEN}(?:{_TEXT}|{_PAIR})*+{_CLOSE})++"  # most lines, whole
_PIECE = re.compile(
    rf"{_BALANCED}|(?P<end>\n+)|(?P<comment>#[^\n]*)|(?P<open>{_OPEN}+)|(?P<close>{_CLOSE}+)"
    r'|"[^"\n]*"?'
)
_INDEXED = r"(?:[^#\n()\[\]{}]|\[[^#\n\[\]]*\]|\([^#\n()]*\))"  # brackets that close again
_FRESH = re.compile(
    r"[ \t]*(?:(?:model|visible|latent|indicator|net|let|train)\b"
    rf"|(?![\s#,]){_INDEXED}+(?:->|\.\.>|\|>|!>))"
)
_WORD = re.compile(r"[^\W\d]\w*")
CLOSING = {"(": ")", "[": "]", "{": "}"}
DEEPEST = 50
LONGEST_EXCUSE = 10_000


class Chunk(NamedTuple):
    """The span of one statement, and the bracket it leaves open, if it does."""

    span: Span
    open: Span | None


@dataclass(slots=True)
class _Draft:
    """A statement that is being read: where it begins and ends so far, and its open brackets."""

    start: int = -1
    end: int = -1
    brackets: list[int] = field(default_factory=list)

    def extend(self, start: int, text: str) -> None:
        """Read on; blanks at either end of the statement are not part of it."""
        kept = text.rstrip()
        if not kept:
            return
        if self.start < 0:
            self.start = start + len(kept) - len(kept.lstrip())
        self.end = start + len(kept)

    def open(self, start: int, signs: str) -> None:
        """Open brackets. No statement nests deeply, so neither does its draft."""
        room = DEEPEST - len(self.brackets)
        self.brackets.extend(range(start, start + min(len(signs), room)))

    def close(self, signs: str) -> None:
        """Close as many brackets, of whatever sort: the grammar tells whether they match."""
        del self.brackets[-len(signs) :]

    def chunks(self) -> Iterator[Chunk]:
        """The statement, if there is one."""
        if self.start >= 0:
            opened = self.brackets[-1] if self.brackets else None
            here = None if opened is None else Span(opened, opened + 1)
            yield Chunk(Span(self.start, self.end), here)


def cut(source: Source) -> tuple[tuple[Chunk, ...], tuple[Comment, ...]]:
    """The statements and the comments of a source, in order."""
    comments: list[Comment] = []
    chunks = tuple(_chunks(source.text, comments))
    return chunks, tuple(comments)


def _chunks(text: str, comments: list[Comment]) -> Iterator[Chunk]:
    draft = _Draft()
    for found in _PIECE.finditer(text):
        piece, start, sort = found.group(), found.start(), found.lastgroup
        if sort == "end":
            if not draft.brackets or _FRESH.match(text, found.end()):
                yield from draft.chunks()
                draft = _Draft()
            continue
        if sort == "comment":
            comments.append(Comment(piece[1:].rstrip(), start))
            continue
        draft.extend(start, piece)
        if sort == "open":
            draft.open(start, piece)
        elif sort == "close":
            draft.close(piece)
    yield from draft.chunks()


def names_in(source: Source, span: Span) -> tuple[str, ...]:
    """The words in a span, each once, for what a broken statement may have meant."""
    text = source.excerpt(span)[:LONGEST_EXCUSE]
    words = (unicodedata.normalize("NFKC", word) for word in _WORD.findall(text))
    return tuple(dict.fromkeys(words))
