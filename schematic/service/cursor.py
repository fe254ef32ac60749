"""A text and a place → the statement that is being typed there: the parser's state, and the word.

What stands behind the place does not count, since the statement is not yet what it will be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from schematic.diagnostics import Source, Span
from schematic.service.uses import Place, Use, uses
from schematic.syntax import tree
from schematic.syntax.begun import MARK, Begun, begun
from schematic.syntax.statements import cut

_WORD = re.compile(r"[^\W\d]\w*$")
_HYPHENATED = re.compile(r"[^\W\d]\w*(?:-\w*)+$")
_STROKES = re.compile(r"[-.=<>|!~]+$")
_NUMBER = re.compile(r"(?<![^\W\d])[\d.]+\w*$")
_WORDS = frozenset((Place.SCHEDULE, Place.ATTRIBUTE_VALUE, Place.OPTION_VALUE, Place.SHARE_WORD))
"""Where a word may have a hyphen; elsewhere one begins an arrow."""


@dataclass(frozen=True)
class Cursor:
    """Where something is typed.

    Attributes:
        start: where the statement begins.
        word: what has been typed of a word or an arrow; empty between words.
        state: the parser's state before it.
        quoted: whether it is a text in quotes, whose opening quote stands before `word`.
    """

    start: int
    word: Span
    state: Begun
    quoted: bool = False

    @property
    def is_first(self) -> bool:
        """Whether the word is the first of its statement."""
        return self.start == self.word.start

    @cached_property
    def statement(self) -> tree.Statement | None:
        """The shortest statement that begins like this one, with a name where the word is."""
        return self.state.with_name() or self.state.ended()

    @cached_property
    def use(self) -> Use | None:
        """The place of the word, where it can be a name."""
        named = self.state.with_name()
        return None if named is None else next((u for u in uses(named) if u.text == MARK), None)


def cursor_at(source: Source, offset: int) -> Cursor | None:
    """Where something is typed; None in a comment, a title or a number, and where nothing parses.

    Args:
        source: the text.
        offset: a place in it.
    """
    left = source.text[:offset]
    chunks, comments = cut(Source(source.name, left))
    if comments and "\n" not in left[comments[-1].offset :]:
        return None
    start = offset
    if chunks and (chunks[-1].open or "\n" not in left[chunks[-1].span.end :]):
        start = chunks[-1].span.start
    typed = left[start:]
    if typed.count('"') % 2:
        return _at(left, start, start + typed.rindex('"'), quoted=True)
    return _in_words(left, start, typed)


def _in_words(left: str, start: int, typed: str) -> Cursor | None:
    """The cursor outside quotes."""
    hyphenated = _HYPHENATED.search(typed)
    if hyphenated:
        found = _at(left, start, start + hyphenated.start())
        if found is not None and found.use is not None and found.use.place in _WORDS:
            return found
    if _NUMBER.search(typed):
        return None
    word = _WORD.search(typed) or _STROKES.search(typed)
    return _at(left, start, start + (word.start() if word else len(typed)))


def _at(left: str, start: int, at: int, *, quoted: bool = False) -> Cursor | None:
    """The cursor behind a word that begins at a place."""
    state = begun(left, Span(start, at))
    if state is None:
        return None
    return Cursor(start, Span(at + quoted, len(left)), state, quoted)
