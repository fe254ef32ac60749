"""Schematic → the same schematic on small spaces, so that it can be enumerated.

Arrows, laws, nets, groups and attributes stay; a vector gets two elements, an image two pixels, a
class one of three values at most, and a stochastic arrow two samples at most. Nothing in the rule
depends on sizes.
"""

from __future__ import annotations

from dataclasses import replace

from schematic.graph import Factor, Node, Parts, Schematic
from schematic.graph.diffusions import diffusions
from schematic.graph.schematic import Space

ELEMENTS = 2
CLASSES = 3
SAMPLES = 2


def shrink(schematic: Schematic, elements: int = ELEMENTS) -> Schematic:
    """The schematic with every node made small; the rank of its event shape is kept.

    Args:
        schematic: any.
        elements: of every event; more than one tell a sum over elements from a mean. A level of
            noise is one number all the same.
    """
    levels = {diffusion.level for diffusion in diffusions(schematic)}
    nodes = [
        _small(node, 1 if node.name in levels else elements) for node in schematic.nodes.values()
    ]
    return replace(schematic, parts=Parts.of(nodes, map(_sparing, schematic.factors)))


def _sparing(factor: Factor) -> Factor:
    """The arrow with few samples."""
    samples = min(factor.attributes.samples, SAMPLES)
    return replace(factor, attributes=replace(factor.attributes, samples=samples))


def _small(node: Node, elements: int) -> Node:
    space = node.space
    if space.labels:
        return node
    if space.classes:
        return replace(node, space=replace(space, classes=min(space.classes, CLASSES)))
    return replace(node, space=replace(space, shape=_shape(space, elements)))


def _shape(space: Space, elements: int) -> tuple[int, ...]:
    if space.shape is None:
        return (elements,)
    return (*(1 for _ in space.shape[:-1]), *(elements for _ in space.shape[-1:]))
