"""Plates → the statements that they stand for: `h[t-1] -> z[t] ~ P[t][θ] for t in 1..T`.

The copy `z[3]` is the node `z_3`, wherever it is written; so is the copy of a net. All that follows
works on these statements; `Scope.copies` keeps which names are copies of what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.graph import graph_findings as errors
from schematic.graph.copies import Copy
from schematic.graph.names import ascii_name
from schematic.graph.scope import LARGEST_SIZE, Scope
from schematic.syntax import syntax_findings, tree

MOST_COPIES = 500

Repeated = tree.NodeLine | tree.FactorLine | tree.NetLine


def expand(scope: Scope, parsed: tree.Tree) -> tree.Tree:
    """The tree with each plate written out; a statement with a faulty index is left out."""
    if not any(map(_is_indexed, parsed.statements)):
        return parsed
    return replace(parsed, statements=tuple(_expanded(scope, parsed.statements)))


def indexed_names(statement: tree.Statement) -> tuple[tree.Name, ...]:
    """The names of a statement that may have an index: nodes first, then nets."""
    match statement:
        case tree.Plate(statement=repeated):
            return indexed_names(repeated)
        case tree.NodeLine(name=name):
            return (name,)
        case tree.FactorLine(parents=parents, child=child, value=value):
            return (*parents, child, *(ref.net for ref in references(value)))
        case tree.NetLine(name=name, trunk=trunk):
            return (name, trunk) if trunk else (name,)
        case _:
            return ()


def references(value: tree.Reference | tree.Fixed | tree.Call) -> tuple[tree.Reference, ...]:
    """The nets that a value names."""
    if isinstance(value, tree.Call):
        return tuple(part for part in value.arguments if isinstance(part, tree.Reference))
    return (value,) if isinstance(value, tree.Reference) else ()


def _is_indexed(statement: tree.Statement) -> bool:
    names = indexed_names(statement)
    return isinstance(statement, tree.Plate) or any(isinstance(n, tree.Copy) for n in names)


def _expanded(scope: Scope, statements: tuple[tree.Statement, ...]) -> Iterator[tree.Statement]:
    room = MOST_COPIES
    for statement in statements:
        if not _is_indexed(statement):
            yield statement
            continue
        found = len(scope.findings)
        values = _values(scope, statement, room) if isinstance(statement, tree.Plate) else None
        repeated = statement.statement if isinstance(statement, tree.Plate) else statement
        if len(scope.findings) == found and values is None:
            written = [_at(scope, repeated, None, 0)]
        else:
            name = statement.range.index if isinstance(statement, tree.Plate) else None
            written = [_at(scope, repeated, name, value) for value in values or ()]
        if len(scope.findings) > found:
            scope.excuse_stems(indexed_names(statement))
            if isinstance(repeated, tree.FactorLine):
                scope.excuse((), repeated.arrow)
            continue
        room -= len(written)
        yield from written


# The range


def _values(scope: Scope, plate: tree.Plate, room: int) -> range | None:
    """The values of a plate's index; None and a finding if there are none."""
    over = plate.range
    name = over.index.text
    if ascii_name(name) in scope.lets:
        scope.report(syntax_findings.index_is_a_number(over.index.span, name))
        return None
    for ref in references(
        getattr(plate.statement, "value", None) or tree.Call(over.index, (), over.span)
    ):
        if ascii_name(ref.group.text) == ascii_name(name):
            scope.report(syntax_findings.group_is_an_index(ref.span, ref.net.text, name))
            return None
    first, last = (_number(scope, end, None, None) for end in (over.first, over.last))
    if first is None or last is None:
        return None
    if last < first:
        scope.report(errors.empty_range(over.span, f"{first}..{last}", name))
        return None
    if last - first + 1 > room:
        scope.report(errors.too_many_copies(over.span, MOST_COPIES))
        return None
    if not _counts(plate):
        where = _declared(plate.statement)
        scope.report(errors.unused_index(over.index.span, name, where))
        return None
    return range(first, last + 1)


def _counts(plate: tree.Plate) -> bool:
    """Whether the copies differ: the name that is declared, or any name of an arrow, is indexed."""
    names = indexed_names(plate.statement)
    if not isinstance(plate.statement, tree.FactorLine):
        names = names[:1]
    mine = ascii_name(plate.range.index.text)
    bases = (name.index.base for name in names if isinstance(name, tree.Copy))
    return any(isinstance(base, tree.Name) and ascii_name(base.text) == mine for base in bases)


def _declared(statement: Repeated) -> str:
    """The name that an index should stand behind."""
    name = statement.child if isinstance(statement, tree.FactorLine) else statement.name
    return name.stem.text if isinstance(name, tree.Copy) else name.text


# One statement at one value


def _at(
    scope: Scope, statement: tree.Statement, index: tree.Name | None, value: int
) -> tree.Statement:
    """A statement at a value of the index, with plain names."""

    def node(name: tree.Name) -> tree.Name:
        return _plain(scope, name, index, value, scope.copies)

    def net(name: tree.Name) -> tree.Name:
        return _plain(scope, name, index, value, scope.copies_of_nets)

    def argument(part: object) -> object:
        return replace(part, net=net(part.net)) if isinstance(part, tree.Reference) else part

    match statement:
        case tree.NodeLine(name=name):
            return replace(statement, name=node(name))
        case tree.NetLine(name=name, trunk=trunk):
            return replace(statement, name=net(name), trunk=net(trunk) if trunk else None)
        case tree.FactorLine(parents=parents, child=child, value=law):
            if isinstance(law, tree.Call):
                law = replace(law, arguments=tuple(map(argument, law.arguments)))  # type: ignore[arg-type]
            elif isinstance(law, tree.Reference):
                law = replace(law, net=net(law.net))
            return replace(
                statement, parents=tuple(map(node, parents)), child=node(child), value=law
            )
        case _:
            return statement


def _plain(
    scope: Scope, name: tree.Name, index: tree.Name | None, value: int, copies: dict[str, Copy]
) -> tree.Name:
    """`z[t-1]` at t = 4 as the name `z_3`; a finding where that is no copy."""
    if not isinstance(name, tree.Copy):
        return name
    number = _number(scope, name.index, index, value)
    if number is None:
        return name.stem
    copy = Copy(ascii_name(name.stem.text), number)
    copies[copy.name] = copy
    return tree.Name(f"{name.stem.text}_{number}", name.span)


def _number(
    scope: Scope, index: tree.Index, name: tree.Name | None, value: int | None
) -> int | None:
    """The value of an index; None (and a finding) if it has none.

    Args:
        scope: with the numbers that have names.
        index: as it is written.
        name: the index of the plate around it, if there is one.
        value: that of the plate's index; None for an end of a range, which may be large.
    """
    base: float
    if isinstance(index.base, tree.Number):
        base = index.base.value
    elif (
        value is not None
        and name is not None
        and ascii_name(index.base.text) == ascii_name(name.text)
    ):
        base = value
    elif ascii_name(index.base.text) in scope.lets:
        base = scope.lets[ascii_name(index.base.text)]
    else:
        known = [*([name.text] if name else []), *scope.lets]
        scope.report(errors.unknown_index(index.span, index.base.text, known))
        return None
    number = base + index.shift
    if number != int(number) or number < 0 or (value is not None and number > LARGEST_SIZE):
        shown = index.text
        shown = f"`{shown}`" if isinstance(index.base, tree.Number) else f"`{shown}` = {number:g}"
        scope.report(syntax_findings.not_an_index(index.span, shown))
        return None
    return int(number)
