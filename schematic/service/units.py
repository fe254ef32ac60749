"""Offsets in characters ⇄ offsets in UTF-16 units, in which JavaScript counts."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

WIDEST = "\uffff"


@dataclass(frozen=True)
class Units:
    """How the characters of a text are counted; those beyond U+FFFF are two units."""

    text: str

    @cached_property
    def _wide(self) -> tuple[int, ...]:
        """The offsets of the characters that are two units."""
        if self.text.isascii():
            return ()
        return tuple(at for at, letter in enumerate(self.text) if letter > WIDEST)

    @cached_property
    def _wide_units(self) -> tuple[int, ...]:
        return tuple(at + before for before, at in enumerate(self._wide))

    def units(self, offset: int) -> int:
        """The offset in units of an offset in characters."""
        return offset + bisect_left(self._wide, offset)

    def characters(self, units: int) -> int:
        """The offset in characters of one in units; one inside a character is its beginning."""
        return units - bisect_left(self._wide_units, units)
