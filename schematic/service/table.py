"""Tree → SymbolTable: what each name means, where it is declared, and where it is used.

The tree alone is read, so the table of a text with errors holds all statements that parse. A Greek
letter and its English name are one name, and the copies `h[t]` and `h_3` of a plate are `h`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from schematic.constructors import CONSTRUCTORS, ROWS, Sort
from schematic.diagnostics import NOWHERE, Span
from schematic.families import FAMILIES
from schematic.graph.attributes import ATTRIBUTES, Form
from schematic.graph.laws import FROZEN
from schematic.graph.names import ascii_name
from schematic.service.uses import Place, Use, uses
from schematic.syntax import tree


class Kind(Enum):
    """What a name is the name of."""

    MODEL = "model"
    NODE = "node"
    NET = "net"
    GROUP = "parameter group"
    NUMBER = "number"
    INDEX = "index"
    LABEL = "label"
    TYPE = "type"
    FAMILY = "family"
    CONSTRUCTOR = "constructor"
    ATTRIBUTE = "attribute"
    OPTION = "option"
    WORD = "word"
    SCHEDULE = "schedule"
    REWRITE = "rewrite"
    KEYWORD = "keyword"

    __hash__ = object.__hash__  # quicker than that of the name, and as good: a member is one object

    @property
    def is_users(self) -> bool:
        """Whether such names are chosen by whoever writes a spec."""
        return self in _USERS


_USERS = frozenset((Kind.MODEL, Kind.NODE, Kind.NET, Kind.GROUP, Kind.NUMBER, Kind.INDEX))
_USERS |= {Kind.LABEL}


class Symbol(NamedTuple):
    """A name that means one thing.

    Attributes:
        kind: what it is the name of.
        name: in ASCII.
        within: where the name is known: the indicator of a label, the place of the plate of an
            index, the word of an option or of a value; empty where it is known in the whole text.
    """

    kind: Kind
    name: str
    within: str = ""


class Occurrence(NamedTuple):
    """A symbol at a place.

    Attributes:
        symbol: what the name means.
        span: the name, without an index.
        declares: whether the symbol is declared here.
        use: the name in its statement.
    """

    symbol: Symbol
    span: Span
    declares: bool
    use: Use


_FIXED_KIND: Mapping[Place, Kind] = {
    Place.MODEL: Kind.MODEL,
    Place.DECLARED_NODE: Kind.NODE,
    Place.PARENT: Kind.NODE,
    Place.CHILD: Kind.NODE,
    Place.INDICATOR: Kind.NODE,
    Place.DECLARED_LABEL: Kind.LABEL,
    Place.LABEL: Kind.LABEL,
    Place.TYPE: Kind.TYPE,
    Place.SIZE: Kind.NUMBER,
    Place.LAW: Kind.FAMILY,
    Place.RULE: Kind.ATTRIBUTE,
    Place.NET: Kind.NET,
    Place.FIXED: Kind.CONSTRUCTOR,
    Place.ATTRIBUTE: Kind.ATTRIBUTE,
    Place.SHARE_FACTOR: Kind.NUMBER,
    Place.SHARE_WORD: Kind.WORD,
    Place.DECLARED_NET: Kind.NET,
    Place.TRUNK: Kind.NET,
    Place.CONSTRUCTOR: Kind.CONSTRUCTOR,
    Place.OPTION: Kind.OPTION,
    Place.DECLARED_NUMBER: Kind.NUMBER,
    Place.DECLARED_INDEX: Kind.INDEX,
    Place.SCHEDULE: Kind.SCHEDULE,
    Place.REWRITE: Kind.REWRITE,
}
"""The places that only names of one kind take."""

_DECLARING = frozenset(place for place in Place if place.name.startswith("DECLARED_"))
_DECLARING |= {Place.MODEL}
_WITHIN = frozenset((Kind.LABEL, Kind.OPTION, Kind.WORD))


@dataclass(frozen=True)
class SymbolTable:
    """The names of a text, in the order of the text."""

    occurrences: tuple[Occurrence, ...]

    @staticmethod
    def of(parsed: tree.Tree) -> SymbolTable:
        """The table of the statements that parse."""
        found = [use for statement in parsed.statements for use in uses(statement)]
        resolver = _Resolver.of(parsed, found)
        occurrences = sorted(map(resolver.occurrence, found), key=lambda each: each.span)
        return SymbolTable(tuple(occurrences))

    def at(self, offset: int) -> Occurrence | None:
        """The name at a place, or the one that ends there."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        found = self.occurrences[index]
        return found if offset <= found.span.end else None

    def of_symbol(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """The places of a symbol, in order."""
        return self.by_symbol.get(symbol, ())

    def definition(self, symbol: Symbol) -> Occurrence | None:
        """Where a symbol is declared; the first place of a group, which no line declares."""
        places = self.of_symbol(symbol)
        if symbol.kind is Kind.GROUP:
            return places[0] if places else None
        return next((place for place in places if place.declares), None)

    def named(self, kind: Kind, within: str = "") -> tuple[Occurrence, ...]:
        """The first place of each name of a kind, the declared ones at their declaration."""
        found = (s for s in self.by_symbol if s.kind is kind and s.within == within)
        return tuple(self.definition(symbol) or self.by_symbol[symbol][0] for symbol in found)

    @cached_property
    def by_symbol(self) -> Mapping[Symbol, tuple[Occurrence, ...]]:
        """The places of each symbol, in order."""
        found: dict[Symbol, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            found.setdefault(occurrence.symbol, []).append(occurrence)
        return {symbol: tuple(places) for symbol, places in found.items()}

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(occurrence.span.start for occurrence in self.occurrences)


@dataclass(frozen=True)
class _Resolver:
    """What must be known of the whole text before a name can be resolved."""

    text: str
    names: Mapping[Kind, frozenset[str]]
    copied: Mapping[Kind, frozenset[str]]

    @staticmethod
    def of(parsed: tree.Tree, found: list[Use]) -> _Resolver:
        """What is declared in a tree, whose names were found."""
        copied: dict[Kind, set[str]] = {Kind.NODE: set(), Kind.NET: set()}
        for kind, name in _declared_copies(parsed.statements):
            copied[kind].add(ascii_name(name.stem.text))
        places = {Kind.NODE: Place.DECLARED_NODE, Kind.NET: Place.DECLARED_NET}
        names = {
            kind: frozenset(ascii_name(use.text) for use in found if use.place is place)
            for kind, place in places.items()
        }
        return _Resolver(
            parsed.source.text, names, {kind: frozenset(each) for kind, each in copied.items()}
        )

    def occurrence(self, use: Use) -> Occurrence:
        """A name with its meaning."""
        kind = self._kind(use)
        name, span = self._stem(kind, ascii_name(use.text), use.span)
        within = ""
        if kind is Kind.INDEX:
            within = str(use.statement.span.start)
        elif kind in _WITHIN:
            owner = ascii_name(use.of)
            within = self._stem(Kind.NODE, owner, span)[0] if kind is Kind.LABEL else owner
        return Occurrence(Symbol(kind, name, within), span, use.place in _DECLARING, use)

    def _is_net(self, name: str) -> bool:
        return self._stem(Kind.NET, name, NOWHERE)[0] in self.names[Kind.NET]

    def _stem(self, kind: Kind, name: str, span: Span) -> tuple[str, Span]:
        """The name of which `h_3` is a copy, and its place; of any other name, the same."""
        if kind not in self.copied or name in self.names[kind]:
            return name, span
        stem, _, number = name.rpartition("_")
        if number.isdecimal() and stem in self.copied[kind]:
            return stem, Span(span.start, max(span.start, span.end - len(number) - 1))
        return name, span

    def _kind(self, use: Use) -> Kind:
        fixed = _FIXED_KIND.get(use.place)
        if fixed is not None:
            return fixed
        is_net = self._is_net(ascii_name(use.text))
        match use.place:
            case Place.GROUP:
                return Kind.KEYWORD if use.text == FROZEN else Kind.GROUP
            case Place.VALUE:
                return Kind.NET if is_net and use.text not in FAMILIES else Kind.FAMILY
            case Place.ARGUMENT | Place.LAW_ARGUMENT:
                family = FAMILIES.get(use.of)
                if family is not None and family.words:
                    return Kind.WORD
                return Kind.NET if is_net else Kind.NUMBER
            case Place.ATTRIBUTE_VALUE:
                return _kind_of_value(use)
            case Place.WIDTH if use.text in _patterns(use.of):
                return Kind.WORD
            case Place.OPTION_VALUE:
                row = ROWS.get(use.of)
                counts = row is not None and row.sort in (Sort.COUNT, Sort.NUMBER)
                return Kind.NUMBER if counts else Kind.WORD
            case _:
                return Kind.INDEX if _is_index_of(use.statement, use.text) else Kind.NUMBER


def _patterns(constructor: str) -> tuple[str, ...]:
    """The words that may stand in the brackets of a constructor, where it has such."""
    known = CONSTRUCTORS.get(constructor)
    return known.patterns if known is not None else ()


def _kind_of_value(use: Use) -> Kind:
    """What the word behind an attribute is: the words of the attribute go before all others."""
    row = ATTRIBUTES.get(ascii_name(use.of))
    if row is None or row.form in (Form.WORD, Form.SUM):
        return Kind.WORD
    if row.form is Form.NET:
        return Kind.NET
    words = ATTRIBUTES[row.beside].words if row.beside else ()
    return Kind.WORD if use.text in words else Kind.NUMBER


def _is_index_of(statement: tree.Statement, name: str) -> bool:
    """Whether a name is the index of the plate that a statement is."""
    return isinstance(statement, tree.Plate) and ascii_name(
        statement.range.index.text
    ) == ascii_name(name)


def _declared_copies(statements: Iterable[tree.Statement]) -> Iterator[tuple[Kind, tree.Copy]]:
    """The nodes and the nets that lines declare as copies."""
    for statement in statements:
        line = statement.statement if isinstance(statement, tree.Plate) else statement
        if isinstance(line, tree.NodeLine | tree.NetLine) and isinstance(line.name, tree.Copy):
            yield Kind.NODE if isinstance(line, tree.NodeLine) else Kind.NET, line.name
