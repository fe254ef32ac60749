"""`add y`: adds a perfect discriminator, which changes no loss. VAE → VAE with y (Lemma 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.families import Kind
from schematic.graph import Attributes, Factor, Node, Role, Schematic, Space
from schematic.rewrites.edit import (
    fresh_node,
    fresh_ref,
    generating,
    inferring,
    own_law,
    redrawn,
)
from schematic.rewrites.rewrite import Refusal, Rewrite

LABELS = Space(Kind.LABEL, (), labels=("fake", "real"))


@dataclass(frozen=True)
class AddIndicator(Rewrite):
    """It adds `indicator y` and `x ..!> y ~ D[φ] {degenerate}` from all data with a solid arrow."""

    indicator: str
    words = "add {indicator}"
    example = "add y"
    summary = "a perfect discriminator more, which changes no loss"
    undone_by = "drop {indicator}"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where the name is free and something can be weighed."""
        if self.indicator in schematic.nodes:
            name = fresh_node(schematic, self.indicator)
            return Refusal(
                f"there is a node `{self.indicator}` already; `add {name}` has a free name"
            )
        weighed = _weighable(schematic)
        if not weighed:
            reason = "no data node is drawn and scored: y would have nothing to weigh"
            return Refusal(reason, "swap processes")
        law = own_law(LABELS, fresh_ref(schematic, "D", "phi"))
        perfect = Attributes(degenerate=True)
        red = Factor(weighed, self.indicator, True, False, True, law, perfect)
        node = Node(self.indicator, Role.INDICATOR, LABELS, None)
        return redrawn(schematic, [*schematic.factors, red], [*schematic.nodes.values(), node])

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """One, with a free name."""
        if _weighable(schematic):
            yield cls(fresh_node(schematic, "y"))


RULE = AddIndicator


def _weighable(schematic: Schematic) -> tuple[str, ...]:
    """The data nodes that are not inferred, and that a solid factor generates."""
    inferred, generated = inferring(schematic), generating(schematic)
    return tuple(
        node.name
        for node in schematic.nodes.values()
        if node.is_data and node.name in generated and node.name not in inferred
    )
