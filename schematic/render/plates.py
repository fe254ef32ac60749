"""Schematic → what of it is drawn as one plate: the arrows that are alike up to their index.

The index t of an arrow is the largest that stands on it, so `h[t-1] -> z[t]` joins h_{t-1} and z_t.
Arrows alike for more than `FEWEST - 1` values of t are drawn once, in a box that says which values
these are. All plates of a picture have the same values: those that all such arrows have in common.
What is left over, such as the first step of a chain, is drawn beside the box with its own number.
Where more is left over than a few arrows, the plates are irregular, and all is drawn step by step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from schematic.graph import Distribution, Factor, NetRef, Schematic
from schematic.graph.copies import Copy

FEWEST = 5
MOST_LEFT = 2


class Plate(NamedTuple):
    """A box of a picture.

    Attributes:
        values: those of the index t, all of them consecutive.
        families: the factors that are drawn once, each with all that are alike, in the order of t.
        left: the factors that are drawn beside the box.
    """

    values: range
    families: tuple[tuple[Factor, ...], ...]
    left: tuple[Factor, ...]


def plate_of(schematic: Schematic) -> Plate | None:
    """The plate of a schematic; None where it has none, or an irregular one."""
    if not schematic.copies:
        return None
    alike: dict[object, dict[int, Factor]] = {}
    for factor in schematic.factors:
        at = _last(schematic, factor)
        if at is not None:
            alike.setdefault(_shape(schematic, factor, at), {})[at] = factor
    families = [family for family in alike.values() if len(family) >= FEWEST]
    if not families:
        return None
    common = set.intersection(*(set(family) for family in families))
    values = range(min(common, default=0), max(common, default=-1) + 1)
    if len(values) < FEWEST or len(values) != len(common):
        return None
    if any(_left(family, values) > MOST_LEFT for family in alike.values()):
        return None
    drawn = {id(family[t]) for family in families for t in values}
    return Plate(
        values,
        tuple(tuple(family[t] for t in values) for family in families),
        tuple(factor for factor in schematic.factors if id(factor) not in drawn),
    )


def _left(family: Mapping[int, Factor], values: range) -> int:
    """How many arrows of a family are drawn beside a plate."""
    return sum(t not in values for t in family) if len(family) >= FEWEST else len(family)


def at_t(schematic: Schematic, factor: Factor) -> Factor:
    """A factor of a plate with the names that a picture shows: `h[t-1]`, `z[t]`."""
    last = _last(schematic, factor)
    assert last is not None

    def node(name: str) -> str:
        return shown(schematic.copies.get(name), last, name)

    def net(argument: NetRef | float | str) -> NetRef | float | str:
        if not isinstance(argument, NetRef):
            return argument
        copy = schematic.copies_of_nets.get(argument.net)
        return replace(argument, net=shown(copy, last, argument.net))

    law = Distribution(factor.law.family, tuple(map(net, factor.law.arguments)))
    parents = tuple(map(node, factor.parents))
    return replace(factor, parents=parents, child=node(factor.child), law=law)


def shown(copy: Copy | None, last: int, name: str) -> str:
    """The name of a copy beside the one at t: `h[t-1]`."""
    if copy is None:
        return name
    return f"{copy.stem}[t{copy.at - last:+d}]" if copy.at != last else f"{copy.stem}[t]"


def _copies(schematic: Schematic, factor: Factor) -> Iterator[Copy]:
    """The copies of nodes on an arrow."""
    names = (*factor.parents, factor.child)
    return (schematic.copies[name] for name in names if name in schematic.copies)


def _last(schematic: Schematic, factor: Factor) -> int | None:
    return max((copy.at for copy in _copies(schematic, factor)), default=None)


def _shape(schematic: Schematic, factor: Factor, last: int) -> object:
    """What two arrows have in common that are alike up to their index."""

    def argument(part: NetRef | float | str) -> object:
        if not isinstance(part, NetRef):
            return part
        copy, line = schematic.copies_of_nets.get(part.net), schematic.nets.get(part.net)
        if copy is not None:
            return copy.stem, copy.at - last, part.group
        inside = (line.constructor, line.inside) if line and part.is_frozen else part.net
        return inside, part.group

    names = (*factor.parents, factor.child)
    return (
        tuple(shown(schematic.copies.get(name), last, name) for name in names),
        tuple((schematic.nodes[name].role, schematic.nodes[name].space) for name in names),
        (factor.dashed, factor.hollow, factor.red, factor.attributes),
        (factor.law.family, *map(argument, factor.law.arguments)),
    )
