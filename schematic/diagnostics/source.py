"""Bytes or text → Source: a named text that can point at its own parts.

Every later stage carries `Span`s into a `Source`; nothing else knows about lines and columns.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range [start, end) of character offsets into one source."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Source:
    """A text with a name. All line ends are one language: `text` holds LF only.

    Where it is `alone`, it may name shipped specs, and no file: no disk is looked at for it.
    """

    name: str
    text: str = field(repr=False)
    alone: bool = False

    @staticmethod
    def of(name: str, text: str, *, alone: bool = False) -> Source:
        """A source from text as read: a byte-order mark, CRLF and lone CR are folded away."""
        folded = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        return Source(name, folded, alone)

    def with_text(self, text: str) -> Source:
        """The same source with another text."""
        return replace(self, text=text)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return tuple(starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its end."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]

    def excerpt(self, span: Span) -> str:
        """The text that a span covers."""
        return self.text[span.start : span.end]
