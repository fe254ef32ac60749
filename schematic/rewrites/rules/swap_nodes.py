"""`swap x <-> z`: two nodes change places in every factor. InfoGAN ⇄ AAE [Hu2018, sec. 3.2]."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from schematic.graph import Factor, Schematic
from schematic.rewrites.edit import is_lost, is_missing, is_own, joined_nodes, own_law, redrawn
from schematic.rewrites.rewrite import Refusal, Rewrite


@dataclass(frozen=True)
class SwapNodes(Rewrite):
    """It exchanges two nodes in every factor.

    Laws and types stay with the nodes, heads, nets and attributes with the factors. `~ G[θ]`
    alone means the own family of whatever the child now is; a family that was spelled out stays.
    """

    left: str
    right: str
    words = "swap {left} <-> {right}"
    example = "swap x <-> z"
    summary = "two nodes change places in every factor"
    undone_by = "swap {left} <-> {right}"
    colour = "#2a8a57"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where families fit their new children and the swap can be undone."""
        missing = is_missing(schematic, self.left, self.right)
        if missing:
            return missing
        if self.left == self.right:
            return Refusal(f"`{self.left}` would change places with itself")
        swapped = self._exchanged(schematic)
        for factor in swapped.factors:
            space = schematic.nodes[factor.child].space
            if space.kind not in factor.law.row.kinds:
                return Refusal(
                    f"{factor.law.family} is no law of `{factor.child}`, which is {space}"
                )
        return is_lost(schematic, self._exchanged(swapped)) or swapped

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every pair of nodes that arrows touch."""
        for left, right in itertools.combinations(joined_nodes(schematic), 2):
            yield cls(left, right)

    def _exchanged(self, schematic: Schematic) -> Schematic:
        return redrawn(schematic, [self._swapped(schematic, f) for f in schematic.factors])

    def _swapped(self, schematic: Schematic, factor: Factor) -> Factor:
        other = {self.left: self.right, self.right: self.left}
        parents = tuple(other.get(name, name) for name in factor.parents)
        child = other.get(factor.child, factor.child)
        law = factor.law
        if is_own(schematic.nodes[factor.child].space, law):
            law = own_law(schematic.nodes[child].space, law.nets[0])
        return replace(factor, parents=parents, child=child, law=law)


RULE = SwapNodes
