"""Document → the meaning of each word and sign, in order, for colouring.

A statement that does not parse has its words too; a name in it has the meaning that the rest of the
text gives it, if that is only one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from schematic.diagnostics import Span
from schematic.graph.names import ascii_name
from schematic.service.answers import Token
from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.remembered import LONGEST, MOST_STATEMENTS
from schematic.service.table import Kind, SymbolTable
from schematic.syntax.begun import words_in
from schematic.syntax.lexer import Word
from schematic.syntax.tree import Arrow

ARROW, SIGN, NUMERAL, STRING, COMMENT = "arrow", "sign", "numeral", "string", "comment"
DECLARATION = "declaration"
_DECLARES = ((), (DECLARATION,))
_SORTS = {"ARROW": ARROW, "NUMBER": NUMERAL, "STRING": STRING}
_SIGNS = frozenset(("EQUALS", "TILDE", "PLUS", "MINUS", "DOTS", "EXCHANGE", "COLON", "VBAR"))
_NAMES = frozenset(("NAME", "HYPHENATED"))


def tokens(document: Document) -> tuple[Token, ...]:
    """The words and the signs of a text that mean something; brackets and commas are left out."""
    parsed, table = document.tree, document.table
    known = {occurrence.span.start: occurrence for occurrence in table.occurrences}
    meanings = _only_meanings(table) if parsed.broken else {}
    found: list[Token] = []
    for span in (*parsed.broken, *(statement.span for statement in parsed.statements)):
        for start, end, kind, modifiers in _words_of(document.source.excerpt(span)):
            at = Span(span.start + start, span.start + end)
            here = known.get(at.start)
            if here is not None:
                found.append(Token(here.span, here.symbol.kind.value, _DECLARES[here.declares]))
            elif kind is not None:
                found.append(Token(at, kind, modifiers))
            elif meanings and (meant := meanings.get(ascii_name(document.source.excerpt(at)))):
                found.append(Token(at, meant.value))
    for comment in parsed.comments:
        end = document.text.find("\n", comment.offset)
        span = Span(comment.offset, len(document.text) if end < 0 else end)
        found.append(Token(span, COMMENT))
    return tuple(sorted(found, key=lambda token: token.span))


Words: TypeAlias = tuple[tuple[int, int, str | None, tuple[str, ...]], ...]
"""The words of a statement: start, end, kind (None for a name) and modifiers."""


def _words_of(statement: str) -> Words:
    """The words of a statement; those of one that was not edited are remembered."""
    return (_words if len(statement) <= LONGEST else _words.__wrapped__)(statement)


@lru_cache(maxsize=MOST_STATEMENTS)
def _words(statement: str) -> Words:
    return tuple(
        (word.start_pos, word.end_pos, kind, _modifiers(word))
        for word in words_in(statement, Span(0, len(statement)))
        if (kind := _kind(word)) is not None or word.type in _NAMES
    )


def _kind(word: Word) -> str | None:
    """What a word is, whatever the text; None for a name, and for brackets and commas."""
    if word.type in _SORTS:
        return _SORTS[word.type]
    if word.type in _SIGNS:
        return SIGN
    is_keyword = word.type not in _NAMES and word.value.isidentifier()
    return Kind.KEYWORD.value if is_keyword else None


def _modifiers(word: Word) -> tuple[str, ...]:
    return _looks(Arrow(word.value)) if word.type == "ARROW" else ()


def _looks(arrow: Arrow) -> tuple[str, ...]:
    looks = {"dashed": arrow.dashed, "hollow": arrow.hollow, "red": arrow.red}
    return tuple(look for look, has in looks.items() if has)


def _only_meanings(table: SymbolTable) -> Mapping[str, Kind]:
    """The kind of each name that has one kind in the whole text."""
    kinds: dict[str, set[Kind]] = {}
    for symbol in table.by_symbol:
        kinds.setdefault(symbol.name, set()).add(symbol.kind)
    return {name: next(iter(found)) for name, found in kinds.items() if len(found) == 1}


def _ask(document: Document, asked: Asked) -> tuple[Token, ...]:
    return tokens(document)


QUESTION = Question("tokens", _ask)
