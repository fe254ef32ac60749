"""The beginning of a statement → what the grammar takes next, and a statement that begins like it.

Editors ask about statements while they are typed. The parser itself answers, so what it is said to
take next is what it will take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from lark.exceptions import UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from schematic.diagnostics import Span
from schematic.syntax import tree
from schematic.syntax.lexer import NoToken, Word
from schematic.syntax.parse import lexer, parser
from schematic.syntax.tree_builder import Refused

END = "$END"
MARK = "\0"
"""The text of a name that no lexer reads."""

_SHORTEST = (
    END,
    "CLOSE_SQUARE",
    "CLOSE_ROUND",
    "CLOSE_BRACE",
    "ARROW",
    "COLON",
    "TILDE",
    "EQUALS",
    "IN",
    "DOTS",
    "NAME",
    "NUMBER",
    "STRING",
)
"""The terminals that bring a statement to its end, each before those that lead farther."""
_TEXTS = {"NAME": "x", "NUMBER": "1", "STRING": '""', "ARROW": "->"}
LONGEST_END = 30


def words_in(text: str, span: Span) -> Iterator[Word]:
    """The tokens of a part of a text; a sign that begins none is passed over."""
    at = span.start
    while at < span.end:
        try:
            for word in lexer().lex((text, at, span.end)):
                at = word.end_pos
                yield word
        except NoToken as fault:
            at = fault.end
        else:
            return


@dataclass(frozen=True)
class Begun:
    """The parser's state behind the beginning of a statement."""

    state: InteractiveParser
    end: int

    @cached_property
    def takes(self) -> frozenset[str]:
        """The terminals that may follow; `$END` where the statement may end here."""
        return frozenset(self.state.accepts())  # type: ignore[no-untyped-call]

    def with_name(self) -> tree.Statement | None:
        """A statement that goes on with a name, `MARK`, and ends as soon as it can.

        None where no name can follow, or the language refuses what the grammar takes.
        """
        if "NAME" not in self.takes:
            return None
        return self._ended(Word("NAME", MARK, self.end, self.end))

    def ended(self) -> tree.Statement | None:
        """A statement that ends as soon as it can."""
        return self._ended(None)

    def _ended(self, word: Word | None) -> tree.Statement | None:
        state = self.state.copy()  # type: ignore[no-untyped-call]
        try:
            if word is not None:
                state.feed_token(_token(word))
            for _ in range(LONGEST_END):
                takes = state.accepts()
                if END in takes:
                    return cast(tree.Statement, state.feed_eof())
                kind = next((k for k in _SHORTEST if k in takes), min(takes))
                text = _TEXTS.get(kind, kind.lower())
                state.feed_token(_token(Word(kind, text, self.end, self.end)))
        except Refused:
            return None
        return None


def begun(text: str, span: Span) -> Begun | None:
    """The state behind a part of a text; None where it begins no statement."""
    state = parser().parse_interactive((text, span.start, span.end))
    try:
        for _ in state.iter_parse():
            pass
    except (UnexpectedToken, NoToken, Refused):
        return None
    return Begun(state, span.end)


def _token(word: Word) -> Any:
    """A word as Lark's parser is told to expect a token; it asks for no more than a word has."""
    return word
