"""Positions of the protocol ⇄ offsets into a text.

A position is a line and how far it is from its beginning, in units that client and server agree on:
bytes of UTF-8, units of UTF-16, or characters. A line ends with LF, CRLF or CR alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from lsprotocol import types

from schematic.diagnostics import Span
from schematic.service.units import Units

_END = re.compile(r"\r\n|\n|\r")
MARK = "\ufeff"


@dataclass(frozen=True)
class Places:
    """How the positions in one text are counted.

    Attributes:
        text: the text.
        encoding: the units: `utf-8`, `utf-16` or `utf-32`.
        marked: whether the client has a byte-order mark before the text.
    """

    text: str
    encoding: str
    marked: bool = False

    @cached_property
    def _lines(self) -> tuple[tuple[int, int], ...]:
        """Where each line begins, and where it ends without its end."""
        ends = [(found.start(), found.end()) for found in _END.finditer(self.text)]
        starts = [0, *(end for _, end in ends)]
        stops = [*(start for start, _ in ends), len(self.text)]
        return tuple(zip(starts, stops, strict=True))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self._lines)

    def offset(self, position: types.Position) -> int:
        """The offset of a position; one outside is drawn to its line, or to the text."""
        if position.line >= len(self._lines):
            return len(self.text)
        start, stop = self._lines[position.line]
        marked = self.marked and position.line == 0
        wanted = max(0, position.character - (_width(MARK, self.encoding) if marked else 0))
        place: int = start + _characters(self.text[start:stop], wanted, self.encoding)
        return min(place, stop)

    def position(self, offset: int) -> types.Position:
        """The position of an offset."""
        line = bisect_right(self._starts, min(offset, len(self.text))) - 1
        start, stop = self._lines[line]
        before = _width(self.text[start : min(offset, stop)], self.encoding)
        if self.marked and line == 0:
            before += _width(MARK, self.encoding)
        return types.Position(line, before)

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def span(self, found: types.Range) -> Span:
        """The span of a range."""
        return Span(self.offset(found.start), self.offset(found.end))


def _width(text: str, encoding: str) -> int:
    """How many units a text is long."""
    if text.isascii() or encoding == "utf-32":
        return len(text)
    return Units(text).units(len(text)) if encoding == "utf-16" else len(_bytes(text))


def _characters(line: str, units: int, encoding: str) -> int:
    """How many characters of a line some units are; a part of a character is none."""
    if line.isascii() or encoding == "utf-32":
        return units
    if encoding == "utf-16":
        return Units(line).characters(units)
    raw = _bytes(line)
    begun = sum(byte & 0xC0 != 0x80 for byte in raw[1 : units + 1])  # the others are whole by then
    return begun + (units >= len(raw))


def _bytes(text: str) -> bytes:
    """A text as UTF-8, in which half of a pair of UTF-16 has its three bytes, too."""
    return text.encode("utf-8", "surrogatepass")
