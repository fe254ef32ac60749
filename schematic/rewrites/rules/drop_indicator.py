"""`drop y`: removes a perfect discriminator, which changed no loss. VAE with y → VAE (Lemma 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.graph import DataLaw, Node, Schematic
from schematic.rewrites.edit import is_missing, redrawn
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules.degenerate import judges


@dataclass(frozen=True)
class DropIndicator(Rewrite):
    """It removes a degenerate indicator, the dashed red arrow into it, and its net."""

    indicator: str
    words = "drop {indicator}"
    example = "drop y"
    summary = "a perfect discriminator less, which changes no loss"
    undone_by = "add {indicator}"
    takes_away = True

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where y is degenerate and picks no data; it removes the node and its arrow."""
        missing = is_missing(schematic, self.indicator, indicator=True)
        if missing:
            return missing
        red = judges(schematic, self.indicator)
        if not red:
            return Refusal(f"no red arrow leads to `{self.indicator}`")
        if not all(f.attributes.degenerate for f in red):
            dashed = all(f.dashed for f in red)
            cure = f"{'' if dashed else 'swap processes | '}degenerate {self.indicator}"
            return Refusal(f"the discriminator of `{self.indicator}` is not degenerate", cure)
        for node in schematic.nodes.values():
            if picks(node, self.indicator):
                return Refusal(f"`{self.indicator}` picks the data of `{node.name}`")
        nodes = [n for n in schematic.nodes.values() if n.name != self.indicator]
        return redrawn(schematic, [f for f in schematic.factors if f not in red], nodes)

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every indicator with a perfect discriminator."""
        red = (f for f in schematic.factors if f.red and f.attributes.degenerate)
        yield from map(cls, dict.fromkeys(f.child for f in red))


RULE = DropIndicator


def picks(node: Node, indicator: str) -> bool:
    """Whether an indicator picks the data of a node."""
    law = node.law
    if not isinstance(law, DataLaw):
        return False
    return indicator == law.by or (law.when is not None and law.when[0] == indicator)
