"""Document → what its lines leave unsaid: shapes that follow, numbers behind names, who trains."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Span
from schematic.graph import Node
from schematic.graph.names import ascii_name, greek
from schematic.service.answers import Hint
from schematic.service.document import Document
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
    node = node_named(document, line.name)
    if space.sizes is None and node is not None and node.space.shape:
        shape = f"[{', '.join(map(str, node.space.shape))}]"
        yield Hint(_behind(space.span.end), shape, "the shape of the node that shapes it")


def node_named(document: Document, name: tree.Name) -> Node | None:
    """The node of a name; the first copy where a plate makes several."""
    schematic = document.examination.schematic
    stem = ascii_name(name.stem.text if isinstance(name, tree.Copy) else name.text)
    if stem in schematic.nodes and not isinstance(name, tree.Copy):
        return schematic.nodes[stem]
    copies = (each for each, copy in schematic.copies.items() if copy.stem == stem)
    first = next((each for each in copies if each in schematic.nodes), None)
    return None if first is None else schematic.nodes[first]


def _trainer(document: Document, name: tree.Name, end: int) -> Iterator[Hint]:
    who = trainer_of(document, name)
    if who:
        yield Hint(_behind(end), f"  {who}", "the player whose step changes its weights")


def trainer_of(document: Document, name: tree.Name) -> str:
    """Who trains a net: a player, or only its group where the text has errors; empty if unknown."""
    schematic = document.examination.schematic
    stem = ascii_name(name.stem.text if isinstance(name, tree.Copy) else name.text)
    copies = [each for each, copy in schematic.copies_of_nets.items() if copy.stem == stem]
    nets = [net for net in (stem, *copies) if net in schematic.group_of]
    if not nets:
        return ""
    groups = dict.fromkeys(schematic.group_of[net] for net in nets)
    if any(group not in schematic.groups for group in groups):
        return "trained by nobody"
    objective = document.objective
    players = (
        [player.name for player in objective.players if set(player.nets) & set(nets)]
        if (objective)
        else list(groups)
    )
    return f"trained by {' and '.join(map(greek, players))}" if players else ""


def _behind(offset: int) -> Span:
    return Span(offset, offset)


def _ask(document: Document, asked: Asked) -> tuple[Hint, ...]:
    return hints(document)


QUESTION = Question("hints", _ask)
