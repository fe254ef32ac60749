"""Document → what its lines leave unsaid: shapes that follow, numbers behind names, who trains."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Span
from schematic.graph.names import ascii_name
from schematic.service.answers import Hint
from schematic.service.document import Document
from schematic.service.lines import trainer_of
from schematic.service.question import Asked, Question
from schematic.syntax import tree


def hints(document: Document) -> tuple[Hint, ...]:
    """The hints of all statements that parse, in order."""
    lines = document.tree.statements
    return tuple(hint for line in lines for hint in _of_line(document, line))


def _of_line(document: Document, line: tree.Statement) -> Iterator[Hint]:
    match line:
        case tree.Plate(statement=repeated):
            yield from _of_line(document, repeated)
        case tree.NodeLine(type=tree.SpaceType() as space):
            yield from _shape(document, line, space)
        case tree.NetLine(name=name):
            yield from _trainer(document, name, line.span.end)
        case _:
            pass


def _shape(document: Document, line: tree.NodeLine, space: tree.SpaceType) -> Iterator[Hint]:
    lets = document.examination.schematic.lets
    for size in space.sizes or ():
        if isinstance(size, tree.Name) and ascii_name(size.text) in lets:
            value = f" = {lets[ascii_name(size.text)]:g}"
            yield Hint(_behind(size.span.end), value, f"the number that `{size.text}` names")
    node = document.nodes.get(line.span)
    if space.sizes is None and node is not None and node.space.shape:
        shape = f"[{', '.join(map(str, node.space.shape))}]"
        yield Hint(_behind(space.span.end), shape, "the shape of the node that shapes it")


def _trainer(document: Document, name: tree.Name, end: int) -> Iterator[Hint]:
    who = trainer_of(document, name)
    if who:
        yield Hint(_behind(end), f"  {who}", "the player whose step changes its weights")


def _behind(offset: int) -> Span:
    return Span(offset, offset)


def _ask(document: Document, asked: Asked) -> tuple[Hint, ...]:
    return hints(document)


QUESTION = Question("hints", _ask)
