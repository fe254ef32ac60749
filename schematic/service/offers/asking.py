"""What an offer is asked: the place of a name, in a statement that is being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schematic.families import Kind as ValueKind
from schematic.graph.names import ascii_name
from schematic.service.answers import Item
from schematic.service.document import Document
from schematic.service.lines import line_of
from schematic.service.table import Kind, Occurrence
from schematic.service.uses import Use
from schematic.syntax import tree


@dataclass(frozen=True)
class Asking:
    """Where a name may stand.

    Attributes:
        document: the text.
        use: the place.
        line: the statement as far as it is typed, ended as soon as it can be.
    """

    document: Document
    use: Use
    line: tree.Statement

    @property
    def factor(self) -> tree.FactorLine | None:
        """The arrow's line, if it is one."""
        return self.line if isinstance(self.line, tree.FactorLine) else None

    def named(self, kind: Kind, within: str = "") -> tuple[Occurrence, ...]:
        """The names of a kind in the text."""
        return self.document.table.named(kind, within)

    def undeclared(self, kind: Kind) -> Iterator[str]:
        """The names of a kind that no line declares, as they are written."""
        for found in self.named(kind):
            if not found.declares:
                yield found.use.text

    def nodes(self) -> Iterator[tree.NodeLine]:
        """The lines of nodes."""
        for statement in self.document.tree.statements:
            line = line_of(statement)
            if isinstance(line, tree.NodeLine):
                yield line

    def kind_of_child(self) -> ValueKind | None:
        """The kind of values of the node that the statement is about."""
        if isinstance(self.line, tree.NodeLine):
            return kind_of(self.line)
        return None if self.child is None else kind_of(self.child)

    @property
    def is_red(self) -> bool:
        """Whether the statement is a red arrow."""
        return self.factor is not None and self.factor.arrow.red

    @property
    def child(self) -> tree.NodeLine | None:
        """The line of the node in which the arrow ends."""
        if self.factor is None:
            return None
        child = ascii_name(stem_of(self.factor.child))
        lines = (line for line in self.nodes() if ascii_name(stem_of(line.name)) == child)
        return next(lines, None)


Offer = Callable[[Asking], Iterator[Item]]


def kind_of(line: tree.NodeLine) -> ValueKind | None:
    """The kind of values of a node's line."""
    if isinstance(line.type, tree.LabelsType):
        return ValueKind.LABEL
    kinds = {kind.value: kind for kind in ValueKind}
    return kinds.get(line.type.kind.text)


def stem_of(name: tree.Name) -> str:
    """A name without its index."""
    return name.stem.text if isinstance(name, tree.Copy) else name.text


def item(name: str, kind: Kind, detail: str = "", documentation: str = "", rank: int = 1) -> Item:
    """An item that is written as it is listed."""
    return Item(name, kind.value, detail, documentation, name, str(rank), ascii_name(name))
