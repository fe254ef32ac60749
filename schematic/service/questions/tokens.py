"""Document → the meaning of each word and sign, in order, for colouring.

A statement that does not parse has its words too; a name in it has the meaning that the rest of the
text gives it, if that is only one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.diagnostics import Span
from schematic.graph.names import ascii_name
from schematic.service.answers import Token
from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.table import Kind, Occurrence, SymbolTable
from schematic.syntax.begun import words_in
from schematic.syntax.lexer import Word
from schematic.syntax.tree import Arrow

ARROW, SIGN, NUMERAL, STRING, COMMENT = "arrow", "sign", "numeral", "string", "comment"
DECLARATION = "declaration"
_SORTS = {"ARROW": ARROW, "NUMBER": NUMERAL, "STRING": STRING}
_SIGNS = frozenset(("EQUALS", "TILDE", "PLUS", "MINUS", "DOTS", "EXCHANGE", "COLON", "VBAR"))
_NAMES = frozenset(("NAME", "HYPHENATED"))


def tokens(document: Document) -> tuple[Token, ...]:
    """The words and the signs of a text that mean something; brackets and commas are left out."""
    parsed, table = document.tree, document.table
    known = {occurrence.span.start: occurrence for occurrence in table.occurrences}
    meanings = _only_meanings(table) if parsed.broken else {}
    found = [
        token
        for span in (*parsed.broken, *(statement.span for statement in parsed.statements))
        for word in words_in(document.text, span)
        for token in _token(word, known, meanings)
    ]
    for comment in parsed.comments:
        end = document.text.find("\n", comment.offset)
        span = Span(comment.offset, len(document.text) if end < 0 else end)
        found.append(Token(span, COMMENT))
    return tuple(sorted(found, key=lambda token: token.span))


def _token(
    word: Word, known: Mapping[int, Occurrence], meanings: Mapping[str, Kind]
) -> Iterator[Token]:
    span = Span(word.start_pos, word.end_pos)
    here = known.get(span.start)
    if here is not None:
        modifiers = (DECLARATION,) if here.declares else ()
        yield Token(here.span, here.symbol.kind.value, modifiers)
    elif word.type in _NAMES:
        kind = meanings.get(ascii_name(word.value))
        if kind is not None:
            yield Token(span, kind.value)
    elif word.type in _SORTS:
        arrow = Arrow(word.value) if word.type == "ARROW" else None
        yield Token(span, _SORTS[word.type], _looks(arrow) if arrow else ())
    elif word.type in _SIGNS:
        yield Token(span, SIGN)
    elif word.value.isidentifier():
        yield Token(span, Kind.KEYWORD.value)


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
