"""Schematic → the same with a shape for every node: from the call, from a batch, or a small one."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from torch import Tensor

from schematic.constructors import NetUse
from schematic.diagnostics import NOWHERE
from schematic.graph import Schematic
from schematic.graph.ports import constructor_of, net_of, ports
from schematic.model.bind import with_given_shapes
from schematic.model.shapes_to_write import missing_shapes

Shapes = Mapping[str, tuple[int, ...]]
SMALL: tuple[tuple[int, ...], ...] = ((5,), (1, 8, 8), (1, 16, 16), (1, 28, 28), (3, 32, 32))
"""The shapes that are tried for nodes of which nothing is known, until the nets fit."""


def with_sizes(
    schematic: Schematic, bound: Container[str], given: Shapes, batch: Mapping[str, Any] | None
) -> Schematic:
    """The schematic with shapes.

    Raises:
        SchematicError: a shape is none, is of no node, or contradicts the spec.
    """
    found = with_given_shapes(schematic, {**_of_batch(schematic, batch or {}), **given})
    missing = missing_shapes(found, bound)
    missing += [n.name for n in found.nodes.values() if n.is_data and n.space.shape is None]
    missing = [name for name in dict.fromkeys(missing) if not found.nodes[name].space.classes]
    if not missing:
        return found
    sized = [with_given_shapes(found, dict.fromkeys(missing, shape)) for shape in SMALL]
    return next((each for each in sized if _fits(each, bound)), sized[0])


def _of_batch(schematic: Schematic, batch: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    return dict(_shapes(schematic, batch))


def _shapes(
    schematic: Schematic, batch: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, value in batch.items():
        node = schematic.nodes.get(name)
        one = next(iter(value.values()), None) if isinstance(value, Mapping) else value
        if node is None or not isinstance(one, Tensor):
            continue
        if node.space.shape is None and not node.space.classes and one.dim() > 1:
            yield name, tuple(one.shape[1:])


def _fits(schematic: Schematic, bound: Container[str]) -> bool:
    """Whether what is inside the nets can stand between these ends."""
    for factor in schematic.factors:
        for ref, port in ports(schematic, factor):
            net = net_of(schematic, ref.net)
            if ref.net in bound or net.trunk is not None:
                continue
            use = NetUse(ref.net, NOWHERE, net.inside, port)
            if any(constructor_of(schematic, ref.net).check(use)):
                return False
    return True
