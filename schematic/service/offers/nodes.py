"""The nodes, labels and types that may stand at a place."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.families import Kind as ValueKind
from schematic.graph.names import ascii_name
from schematic.service.answers import Item
from schematic.service.offers.asking import Asking, item
from schematic.service.table import Kind
from schematic.service.words import meaning
from schematic.syntax import tree


def parents(asking: Asking) -> Iterator[Item]:
    """Nodes, but for indicators, which are no parents, and those that stand there already."""
    factor = asking.factor
    before = {parent.text for parent in factor.parents} if factor is not None else set()
    for line in asking.nodes():
        if line.role != "indicator" and line.name.text not in before:
            yield _node_item(line)


def children(asking: Asking) -> Iterator[Item]:
    """Nodes; the indicators first where the arrow is red, and only there."""
    factor = asking.factor
    assert factor is not None
    before = {parent.text for parent in factor.parents}
    for line in asking.nodes():
        is_indicator = line.role == "indicator"
        fits = factor.arrow.red or not is_indicator
        only_y = factor.arrow.red and factor.arrow.dashed
        if fits and line.name.text not in before and (is_indicator or not only_y):
            yield _node_item(line, rank=0 if is_indicator else 1)


def _node_item(line: tree.NodeLine, rank: int = 1) -> Item:
    return item(line.name.text, Kind.NODE, line.role, meaning(Kind.KEYWORD, line.role), rank)


def indicators(asking: Asking) -> Iterator[Item]:
    """The indicators."""
    for line in asking.nodes():
        if line.role == "indicator" and not isinstance(line.name, tree.Copy):
            yield _node_item(line)


def labels(asking: Asking) -> Iterator[Item]:
    """The labels of an indicator."""
    for label in asking.named(Kind.LABEL, ascii_name(asking.use.of)):
        yield item(label.use.text, Kind.LABEL, f"a label of {asking.use.of}")


def new_nodes(asking: Asking) -> Iterator[Item]:
    """The nodes that arrows name and no line declares."""
    for name in asking.undeclared(Kind.NODE):
        yield item(name, Kind.NODE, "an arrow names it, and no line declares it")


def types(asking: Asking) -> Iterator[Item]:
    """The kinds of values; of an indicator two labels."""
    if asking.use.of == "indicator":
        text = "The two labels: the first is 0, the second is 1."
        yield item("{fake, real}", Kind.TYPE, documentation=text)
        return
    for kind in ValueKind:
        text = meaning(Kind.TYPE, kind.value)
        if text:
            yield item(kind.value, Kind.TYPE, documentation=text)
