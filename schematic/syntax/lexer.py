"""Part of a text → tokens: the terminals of the grammar, placed in the whole text.

Lark's own lexer counts lines and needs a copy of each statement; this one does neither. It reads
all it knows from the grammar's terminals. Names are NFKC-normalised here, before keywords are told
from names, so that writing a name again in its normal form never makes a keyword of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lark.common import LexerConf
from lark.lexer import Lexer as LarkLexer
from lark.lexer import TerminalDef

Part = tuple[str, int, int]
"""A text, and the range of it that holds one statement."""


WORDS = ("NAME", "SCHEDULE")


class Word:
    """What Lark's parser asks of a token, and no more: a place, but no line and no column."""

    __slots__ = ("end_pos", "start_pos", "type", "value")
    line = column = end_line = end_column = None

    def __init__(self, kind: str, value: str, start: int, end: int) -> None:
        """A terminal of some kind, in a range of the text."""
        self.type = kind
        self.value = value
        self.start_pos = start
        self.end_pos = end


class NoToken(Exception):  # noqa: N818
    """No token begins here, or what looks like a name is not one."""

    def __init__(self, start: int, end: int) -> None:
        """Point at a range of the text."""
        super().__init__(start, end)
        self.start = start
        self.end = end


class Lexer(LarkLexer):
    """Tokens by one regular expression; a word that is a terminal of its own is a keyword."""

    def __init__(self, conf: LexerConf) -> None:
        """Read the terminals of a grammar."""
        terminals = [t for t in conf.terminals if t.name not in conf.ignore]
        ignored = [t.pattern.to_regexp() for t in conf.terminals if t.name in conf.ignore]
        self.keywords = {t.pattern.value: t.name for t in terminals if _is_word(t)}
        tokens = sorted((t for t in terminals if not _is_word(t)), key=_precedence)
        choices = "|".join(f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in tokens)
        skipped = f"(?:{'|'.join(ignored)})*+"
        self.blanks = re.compile(skipped)
        self.token = re.compile(rf"{skipped}(?:{choices}|\Z)")

    def lex(self, part: Part) -> Iterator[Word]:  # type: ignore[override]
        """The tokens of a part of a text, with their places in the whole.

        Raises:
            NoToken: the text cannot be read on.
        """
        text, place, end = part
        match, keywords = self.token.match, self.keywords
        while found := match(text, place, end):
            kind = found.lastgroup
            if kind is None:
                return
            start, place = found.span(kind)
            if kind in WORDS and text[place : place + 1] > "\x7f":
                place = _behind_marks(text, place, end)
            value = text[start:place]
            if not value.isascii():
                value = _spelled(kind, value, start)
            yield Word(keywords.get(value, kind), value, start, place)
        unread = self.blanks.match(text, place, end)
        start = unread.end() if unread else place
        raise NoToken(start, start + 1)


def _behind_marks(text: str, place: int, end: int) -> int:
    """Where a name ends that goes on with marks, such as the accent of a letter in two parts."""
    while place < end and (_is_mark(text[place]) or text[place].isalnum() or text[place] == "_"):
        place += 1
    return place


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _spelled(kind: str, value: str, start: int) -> str:
    """A name in its normal form; a title as it is.

    Raises:
        NoToken: the normal form is not a name, such as that of `½`.
    """
    if kind == "STRING":
        return value
    normal = unicodedata.normalize("NFKC", value)
    if not all(word.isidentifier() for word in normal.split("-")):
        raise NoToken(start, start + len(value))
    return normal


def _is_word(terminal: TerminalDef) -> bool:
    return terminal.pattern.type == "str" and terminal.pattern.value.isidentifier()


def _precedence(terminal: TerminalDef) -> tuple[int, int, int]:
    pattern = terminal.pattern
    return -terminal.priority, -pattern.max_width, -len(pattern.value)
