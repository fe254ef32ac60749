"""A place → what may be written there, as the parser says that the statement may go on.

The statement need not be whole: the parser reads what stands left of the cursor, and tells which
terminals it takes next. So nothing is offered that it would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.diagnostics import Span
from schematic.graph.attributes import ATTRIBUTES
from schematic.resources import zoo
from schematic.service.answers import Completion, Item
from schematic.service.arrows import READINGS
from schematic.service.cursor import Cursor, cursor_at
from schematic.service.document import Document
from schematic.service.lines import line_of
from schematic.service.offers import offers
from schematic.service.question import Asked, Question
from schematic.service.snippets import snippets
from schematic.service.table import Kind
from schematic.service.words import KEYWORDS, SIGNS
from schematic.syntax import tree
from schematic.syntax.begun import END
from schematic.syntax.parse import lexer

ARROW, SIGN, FILE = "arrow", "sign", "file"


def completion(document: Document, offset: int) -> Completion:
    """What may be written at a place, for the beginning of the word that was typed."""
    cursor = cursor_at(document.source, offset)
    if cursor is None:
        return Completion(Span(offset, offset), ())
    found = _files(cursor) if cursor.quoted else _items(document, cursor)
    items = {(item.label, item.kind): item for item in reversed(tuple(found))}
    ordered = sorted(items.values(), key=lambda item: (item.sort, item.label))
    return Completion(cursor.word, tuple(ordered))


def _items(document: Document, cursor: Cursor) -> Iterator[Item]:
    yield from (_searched(item) for item in offers(document, cursor))
    if cursor.is_first:
        yield from (_searched(replace(item, sort="4")) for item in snippets(document))
    yield from _keywords(document, cursor)
    yield from _arrows(cursor)
    yield from _signs(cursor)


def _searched(item: Item) -> Item:
    return item if item.search else replace(item, search=item.label)


def _keywords(document: Document, cursor: Cursor) -> Iterator[Item]:
    """The words of the language that the grammar takes here, and that mean something."""
    for word, terminal in lexer().keywords.items():
        if terminal in cursor.state.takes and _means_something(document, cursor, terminal):
            yield Item(word, Kind.KEYWORD.value, "", KEYWORDS[word], word, "3", word)


def _means_something(document: Document, cursor: Cursor, terminal: str) -> bool:
    line = None if cursor.statement is None else line_of(cursor.statement)
    if "EXCHANGE" in cursor.state.takes:
        return terminal == "IN"
    if terminal == "DATA" and isinstance(line, tree.FactorLine):
        row = ATTRIBUTES.get(cursor.use.of) if cursor.use is not None else None
        return row is not None and "data" in row.words
    if isinstance(line, tree.NodeLine) and terminal in ("DATA", "OR"):
        return line.role == "visible"
    if terminal in ("BY", "WHEN"):
        return any(o.symbol.kind is Kind.LABEL for o in document.table.occurrences)
    return True


def _arrows(cursor: Cursor) -> Iterator[Item]:
    if "ARROW" not in cursor.state.takes:
        return
    for rank, (arrow, (name, does)) in enumerate(READINGS.items()):
        yield Item(arrow.value, ARROW, name, does, arrow.value, f"0{rank}", arrow.value)


def _signs(cursor: Cursor) -> Iterator[Item]:
    """`~` behind a type; behind a child the sign that agrees with the arrow's head; and `{`."""
    takes, ended = cursor.state.takes, cursor.state.ended()
    line = None if ended is None else line_of(ended)
    if "OPEN_BRACE" in takes and isinstance(line, tree.FactorLine):
        yield Item("{", SIGN, "attributes of the arrow", "", "{", "5", "{")
    if "TILDE" not in takes:
        return
    if isinstance(line, tree.NodeLine) and line.role == "indicator":
        return
    sign = "=" if isinstance(line, tree.FactorLine) and line.arrow.hollow else "~"
    yield Item(sign, SIGN, "", SIGNS[sign], sign, "0", sign)


def _files(cursor: Cursor) -> Iterator[Item]:
    """The specs that ship, where a rewrite names the file that it starts from."""
    takes = cursor.state.takes
    if "STRING" in takes and END not in takes:
        for name in zoo():
            file = f"{name}.sgm"
            yield Item(file, FILE, "a spec of the zoo", "", file, "1", file)


def _ask(document: Document, asked: Asked) -> Completion:
    return completion(document, asked.offset)


QUESTION = Question("completion", _ask)
