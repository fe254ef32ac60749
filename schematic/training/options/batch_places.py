"""Schematic → a Port for each data node, and the place of its values in a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schematic.data import Port
from schematic.graph import DataLaw, Node, Schematic
from schematic.ranges import shown
from schematic.training.training_errors import TrainingError


@dataclass(frozen=True)
class Place:
    """The place of a column in a batch: `batch[node]`, or `batch[node][label]`.

    Attributes:
        node: the data node.
        domain: which domain of the data set it is; "" for ordinary data.
        label: the label of y that picks this domain; None where no y does.
    """

    node: str
    domain: str
    label: str | None


def data_ports(schematic: Schematic, columns: Mapping[str, str]) -> tuple[Port, ...]:
    """Return a port for each data node, in order of appearance.

    Args:
        schematic: the model.
        columns: data node → the column that it takes, where the user says so.

    Raises:
        TrainingError: a name in `columns` is none of a data node.
    """
    nodes = [node for node in schematic.nodes.values() if node.is_data]
    for name in columns.keys() - {node.name for node in nodes}:
        raise TrainingError(
            f"--column {shown(name)}: no data node of {schematic.name} is called so",
            f"name one of {', '.join(node.name for node in nodes)}",
        )
    return tuple(_port(schematic, node, columns.get(node.name)) for node in nodes)


def places(schematic: Schematic) -> tuple[Place, ...]:
    """Return the place of each column in a batch."""
    return tuple(
        place
        for node in schematic.nodes.values()
        if isinstance(node.law, DataLaw)
        for place in _places(schematic, node, node.law)
    )


def picking_indicators(schematic: Schematic) -> frozenset[str]:
    """Return the indicators that pick a data set, as in `data by y`."""
    laws = (node.law for node in schematic.nodes.values())
    return frozenset(law.by for law in laws if isinstance(law, DataLaw) and law.by)


def _port(schematic: Schematic, node: Node, column: str | None) -> Port:
    assert isinstance(node.law, DataLaw)
    domains = tuple(place.domain for place in _places(schematic, node, node.law) if place.domain)
    space = node.space
    return Port(
        node.name,
        space.kind.value,
        space.shape,
        space.classes or None,
        domains,
        column,
        node.is_partly_observed,
        schematic.time_steps.get(node.name),
    )


def _places(schematic: Schematic, node: Node, law: DataLaw) -> Iterator[Place]:
    if law.by:
        labels = schematic.nodes[law.by].space.labels
        yield from (Place(node.name, label, label) for label in labels)
    elif law.when and law.when[0] in picking_indicators(schematic):
        label = schematic.nodes[law.when[0]].space.labels[law.when[1]]
        yield Place(node.name, label, None)
    else:
        yield Place(node.name, "", None)
