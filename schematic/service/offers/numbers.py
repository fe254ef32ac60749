"""The numbers and the indices that may stand at a place."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.service.answers import Item
from schematic.service.offers.asking import Asking, item
from schematic.service.table import Kind
from schematic.syntax import tree


def numbers(asking: Asking) -> Iterator[Item]:
    """The numbers with names."""
    for number in asking.named(Kind.NUMBER):
        if number.declares:
            line = number.use.statement
            value = line.value.text if isinstance(line, tree.LetLine) else ""
            yield item(number.use.text, Kind.NUMBER, f"= {value}")


def new_numbers(asking: Asking) -> Iterator[Item]:
    """The names of numbers that no line declares."""
    for name in asking.undeclared(Kind.NUMBER):
        yield item(name, Kind.NUMBER, "no line gives its value")


def indices(asking: Asking) -> Iterator[Item]:
    """The indices of other plates, and numbers with names."""
    for name in dict.fromkeys(_names_of_indices(asking)):
        yield item(name, Kind.INDEX, "an index")
    yield from numbers(asking)


def _names_of_indices(asking: Asking) -> Iterator[str]:
    for statement in asking.document.tree.statements:
        if isinstance(statement, tree.Plate):
            yield statement.range.index.text


def new_indices(asking: Asking) -> Iterator[Item]:
    """Names for the index of a plate."""
    for name in dict.fromkeys((*_names_of_indices(asking), "t")):
        yield item(name, Kind.INDEX, "an index")
