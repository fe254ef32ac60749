"""`activate y`: the discriminator learns. VAE with y → AAVAE, the inverse of `degenerate y`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.graph import Schematic
from schematic.rewrites.edit import is_missing
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules.degenerate import judges, with_degenerate


@dataclass(frozen=True)
class Activate(Rewrite):
    """The arrow `x ..!> y ~ D[φ]` loses `{degenerate}`: D is trained, and weighs what it sees."""

    indicator: str
    words = "activate {indicator}"
    example = "activate y"
    summary = "the discriminator of y learns"
    undone_by = "degenerate {indicator}"
    colour = "#7a3fa0"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where y has a perfect discriminator, which becomes a learned one."""
        missing = is_missing(schematic, self.indicator, indicator=True)
        if missing:
            return missing
        if not any(f.attributes.degenerate for f in judges(schematic, self.indicator)):
            return Refusal(f"no degenerate arrow leads to `{self.indicator}`")
        return with_degenerate(schematic, self.indicator, False)

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every indicator with a perfect discriminator."""
        red = (f for f in schematic.factors if f.red and f.attributes.degenerate)
        yield from map(cls, dict.fromkeys(f.child for f in red))


RULE = Activate
