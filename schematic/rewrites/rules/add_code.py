"""`add code z`: what z infers generates z again. GAN → InfoGAN [Hu2018, eq. 9; Chen2016]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.graph import Factor, Schematic
from schematic.rewrites.edit import (
    fresh_ref,
    generating,
    inferred_from,
    is_missing,
    joined_nodes,
    own_law,
    redrawn,
)
from schematic.rewrites.rewrite import Refusal, Rewrite


@dataclass(frozen=True)
class AddCode(Rewrite):
    """It adds `x -> z ~ Q[η]` from all that z infers, with a net and a group of its own."""

    node: str
    words = "add code {node}"
    example = "add code z"
    summary = "what z infers generates z again"
    undone_by = "drop code {node}"
    colour = "#c77700"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where z infers something and nothing generates z yet; it adds a factor."""
        missing = is_missing(schematic, self.node)
        if missing:
            return missing
        inferred = inferred_from(schematic, self.node)
        if not inferred:
            return Refusal(f"`{self.node}` infers nothing: no dashed arrow leaves it")
        if self.node in generating(schematic):
            return Refusal(f"`{self.node}` is generated already")
        law = own_law(schematic.nodes[self.node].space, fresh_ref(schematic, "Q", "eta"))
        code = Factor(inferred, self.node, dashed=False, hollow=False, red=False, law=law)
        return redrawn(schematic, [*schematic.factors, code])

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every node that infers another."""
        yield from (cls(name) for name in joined_nodes(schematic) if inferred_from(schematic, name))


RULE = AddCode
