"""`features = D` on a solid arrow: child and prediction are compared in what a net sees of them.

The net is one whose only parent is the child. It gives its features: what all of its layers but the
last compute, or, of a net that nobody trains, all that it computes [Larsen2016, eq. 7].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from schematic.families import own_family
from schematic.graph.attributes import DEFAULTS
from schematic.graph.laws import Distribution, NetRef
from schematic.graph.schematic import Factor, Schematic


class Seen(NamedTuple):
    """The features in which an arrow compares.

    Attributes:
        net: the net that sees the child.
        factor: the arrow that names it, whose only parent is the child.
        ref: the net with the group that trains it.
    """

    net: str
    factor: Factor
    ref: NetRef

    @property
    def by_trunk(self) -> bool:
        """Whether the last layer is left out; a net that nobody trains gives all it computes."""
        return not self.ref.is_frozen

    @property
    def name(self) -> str:
        """The map on paper: `D_l` for the layers of D up to the last, `T` for all of T."""
        return f"{self.net}_l" if self.by_trunk else self.net


def seen_by(schematic: Schematic, factor: Factor) -> Seen:
    """The features in which an arrow compares; its checks have made sure that there are some.

    Raises:
        KeyError: no arrow out of the child alone names the net.
    """
    for reader, ref in readers(schematic, factor.attributes.features):
        if reader.parents == (factor.child,):
            return Seen(ref.net, reader, ref)
    raise KeyError(factor.attributes.features)


def readers(schematic: Schematic, net: str) -> Iterator[tuple[Factor, NetRef]]:
    """The arrows that name a net."""
    for factor in schematic.factors:
        for ref in factor.law.nets:
            if ref.net == net:
                yield factor, ref


def predicting(schematic: Schematic, factor: Factor) -> Factor:
    """The map whose value an arrow scores: `= G[θ]` in the place of `~ Normal(G[θ], 1)`.

    An arrow that compares values as they are is its own; its law gives the mean.
    """
    if not factor.attributes.features:
        return factor
    family = own_family(schematic.nodes[factor.child].space.kind).name
    law = Distribution(family, factor.law.nets)
    return replace(factor, hollow=True, law=law, attributes=DEFAULTS)


def trunks(schematic: Schematic) -> set[str]:
    """The nets whose layers but the last are called by themselves."""
    heads = {net.trunk for net in schematic.nets.values() if net.trunk}
    compared = (f for f in schematic.factors if f.attributes.features)
    seen = (seen_by(schematic, factor) for factor in compared)
    return heads | {each.net for each in seen if each.by_trunk}
