"""A name and a new one → the edits that write it everywhere, or why there are none.

A Greek letter and its English name are one name, so `θ` may become `theta`, and nothing may become
`theta` where `θ` is taken. The tree with the new name must say the same, and be what is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from schematic.diagnostics import Diagnostic, Source, Span
from schematic.diagnostics.edit import Edit, edited
from schematic.graph import elaborate
from schematic.graph.names import ascii_name, greek
from schematic.graph.schematic import Schematic
from schematic.service.answers import Renaming
from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.table import Kind, Occurrence, Symbol, SymbolTable
from schematic.syntax.parse import is_name, parse
from schematic.syntax.respelled import respelled
from schematic.syntax.statements import names_in
from schematic.syntax.tree import Statement


def renamed_at(document: Document, offset: int) -> Span | None:
    """The name at a place, if it is one that may be chosen; None for words of the language."""
    here = _here(document, offset)
    return None if here is None else here.span


def rename(document: Document, offset: int, name: str) -> Renaming:
    """Write a new name wherever the name at a place stands."""
    here = _here(document, offset)
    if here is None:
        return Renaming((), "no name stands here", "put the cursor on a node, a net or a group")
    symbol = here.symbol
    refused = _unfit(name) or _taken(document, symbol, name) or _lost(document, symbol)
    if refused is not None:
        return refused
    places = document.table.of_symbol(symbol)
    edits = tuple(Edit(place.span, name) for place in places)
    after = _with_name(document, places, name)
    if not (_is_read(document, after, edits, places) and _says_the_same(document, after)):
        message = f"with `{name}` for `{symbol.name}` the text would say something else"
        return Renaming((), message, "choose another name")
    return Renaming(edits, other=_other_spelling(document.source.excerpt(here.span)))


def _other_spelling(name: str) -> str:
    """The Greek letters of an English name, or the English name of Greek letters, or nothing."""
    other = ascii_name(name) if ascii_name(name) != name else greek(name)
    return "" if other == name else other


def _here(document: Document, offset: int) -> Occurrence | None:
    found = document.table.at(offset)
    return found if found is not None and found.symbol.kind.is_users else None


def _unfit(name: str) -> Renaming | None:
    """Why a word cannot be a name."""
    if is_name(name) or (name != ascii_name(name) and is_name(ascii_name(name))):
        return None
    if name.isidentifier():
        return Renaming((), f"`{name}` is a keyword", "choose another name")
    cure = "a name is made of letters, digits and `_`, and begins with a letter"
    return Renaming((), f"`{name}` cannot be a name", cure)


def _taken(document: Document, symbol: Symbol, name: str) -> Renaming | None:
    """Why a name is not free: something of the same kind has it, in this spelling or the other."""
    wanted = symbol._replace(name=ascii_name(name))
    if wanted == symbol or not document.table.of_symbol(wanted):
        return None
    before = document.table.definition(wanted) or document.table.of_symbol(wanted)[0]
    line, _ = document.source.position(before.span.start)
    written = document.source.excerpt(before.span)
    message = f"line {line} has a {symbol.kind.value} called `{written}`"
    return Renaming((), message, f"choose another name, such as `{_free(document, wanted)}`")


def _free(document: Document, symbol: Symbol) -> str:
    numbered = (symbol._replace(name=f"{symbol.name}{number}") for number in range(2, 1_000))
    return next(s for s in numbered if not document.table.of_symbol(s)).name


def _lost(document: Document, symbol: Symbol) -> Renaming | None:
    """Why a name cannot be found everywhere: a statement that does not parse may hold it."""
    for span in document.tree.broken:
        if any(ascii_name(word) == symbol.name for word in names_in(document.source, span)):
            line, _ = document.source.position(span.start)
            message = f"line {line} does not parse, and may speak of `{symbol.name}`"
            return Renaming((), message, "mend that line first")
    return None


def _with_name(
    document: Document, places: Sequence[Occurrence], name: str
) -> Mapping[int, Statement]:
    """The statements that hold a name with another one for it, by where they begin."""
    word = normalize("NFKC", name)
    words = {
        place.use.span: word + document.text[place.span.end : place.use.span.end]
        for place in places
    }
    holders = {place.use.statement.span.start: place.use.statement for place in places}
    return {start: respelled(holder, words) for start, holder in holders.items()}


def _is_read(
    document: Document,
    after: Mapping[int, Statement],
    edits: Sequence[Edit],
    places: Sequence[Occurrence],
) -> bool:
    """Whether the statements are read as they are meant to be: one for each sort of place."""
    first = {place.use.place: place.use.statement.span for place in reversed(places)}
    for start, end in set(first.values()):
        inside = (edit for edit in edits if start <= edit.span.start <= end)
        moved = (Edit(Span(e.span.start - start, e.span.end - start), e.text) for e in inside)
        text = edited(document.text[start:end], moved)
        if parse(Source("<statement>", text))[0].statements != (after[start],):
            return False
    return True


def _says_the_same(document: Document, after: Mapping[int, Statement]) -> bool:
    """Whether other statements differ from those of a text in a name alone: findings and sizes."""
    statements = (after.get(each.span.start, each) for each in document.tree.statements)
    tree = replace(document.tree, statements=tuple(statements))
    if list(_bindings(document.table)) != list(_bindings(SymbolTable.of(tree))):
        return False
    return _outline(*document.elaboration) == _outline(*elaborate(tree)[:2])


def _bindings(table: SymbolTable) -> Iterator[tuple[Kind, int]]:
    """What each name is the name of: its kind, and a number that all places of a symbol share."""
    numbers: dict[Symbol, int] = {}
    for occurrence in table.occurrences:
        symbol = occurrence.symbol
        yield symbol.kind, numbers.setdefault(symbol, len(numbers))


def _outline(schematic: Schematic, findings: Iterable[Diagnostic]) -> tuple[object, ...]:
    """What is wrong with names and numbers, and how much there is: two names that meet make one.

    Whether it is legal beyond that does not depend on names.
    """
    return (
        sorted(finding.code for finding in findings),
        len(schematic.nodes),
        len(schematic.nets),
        len(schematic.factors),
        len(schematic.groups),
        len(schematic.lets),
        len(schematic.copies),
        len(schematic.copies_of_nets),
    )


def _ask(document: Document, asked: Asked) -> Renaming:
    return rename(document, asked.offset, asked.words.get("to", ""))


QUESTION = Question("rename", _ask)
