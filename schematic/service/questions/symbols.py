"""Document → its outline: a line for each statement that parses."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.service.answers import Outlined
from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.table import Kind
from schematic.syntax import tree
from schematic.syntax.write import write_value

ARROW = "arrow"


def symbols(document: Document) -> tuple[Outlined, ...]:
    """The statements in order."""
    return tuple(each for line in document.tree.statements for each in _outlined(line))


def _outlined(line: tree.Statement) -> Iterator[Outlined]:
    match line:
        case tree.Plate(statement=repeated, range=over):
            ends = f"for {over.index.text} in {over.first.text}..{over.last.text}"
            for found in _outlined(repeated):
                detail = f"{found.detail} {ends}".strip()
                yield Outlined(found.name, found.kind, detail, line.span, found.selection)
        case tree.ModelLine(name=name, title=title):
            yield _named(line, name, Kind.MODEL, title or "")
        case tree.NodeLine(role=role, name=name):
            yield _named(line, name, Kind.NODE, role)
        case tree.FactorLine(parents=parents, arrow=arrow, child=child, value=value):
            joined = f"{', '.join(parent.text for parent in parents)} {arrow.value} {child.text}"
            detail = f"{'=' if line.equals else '~'} {write_value(value)}"
            yield Outlined(joined, ARROW, detail, line.span, line.arrow_span)
        case tree.NetLine(name=name, constructor=constructor):
            yield _named(line, name, Kind.NET, write_value(constructor))
        case tree.LetLine(name=name, value=value):
            yield _named(line, name, Kind.NUMBER, value.text)
        case tree.TrainLine(schedule=schedule):
            yield _named(line, schedule, Kind.SCHEDULE, "")


def _named(line: tree.Statement, name: tree.Name, kind: Kind, detail: str) -> Outlined:
    return Outlined(name.text, kind.value, detail, line.span, name.span)


def _ask(document: Document, asked: Asked) -> tuple[Outlined, ...]:
    return symbols(document)


QUESTION = Question("symbols", _ask)
