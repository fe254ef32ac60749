"""`degenerate y`: the discriminator becomes perfect. AAVAE → VAE with y [Hu2018, eq. 12]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from schematic.graph import Factor, Schematic
from schematic.rewrites.edit import is_missing, redrawn
from schematic.rewrites.rewrite import Refusal, Rewrite


@dataclass(frozen=True)
class Degenerate(Rewrite):
    """The arrow `x ..!> y ~ D[φ]` gets `{degenerate}`: real examples weigh 1, generated ones 0."""

    indicator: str
    words = "degenerate {indicator}"
    example = "degenerate y"
    summary = "the discriminator of y becomes perfect"
    undone_by = "activate {indicator}"
    colour = "#7a3fa0"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where a learned discriminator infers y, and makes it a perfect one."""
        missing = is_missing(schematic, self.indicator, indicator=True)
        if missing:
            return missing
        red = judges(schematic, self.indicator)
        if not red:
            return Refusal(f"no red arrow leads to `{self.indicator}`")
        if not all(f.dashed for f in red):
            reason = (
                f"`{self.indicator}` is generated, and a perfect discriminator gives no gradient"
            )
            return Refusal(reason, "swap processes")
        if all(f.attributes.degenerate for f in red):
            return Refusal(f"`{self.indicator}` is degenerate already")
        return with_degenerate(schematic, self.indicator, True)

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every indicator that is inferred by a learned discriminator."""
        for name in dict.fromkeys(f.child for f in schematic.factors if f.red and f.dashed):
            if not all(f.attributes.degenerate for f in judges(schematic, name)):
                yield cls(name)


RULE = Degenerate


def judges(schematic: Schematic, indicator: str) -> tuple[Factor, ...]:
    """The red factors into an indicator."""
    return tuple(f for f in schematic.factors if f.red and f.child == indicator)


def with_degenerate(schematic: Schematic, indicator: str, value: bool) -> Schematic:
    """The schematic with a perfect, or a learned, discriminator of one indicator."""
    red = judges(schematic, indicator)
    return redrawn(
        schematic,
        [
            replace(f, attributes=replace(f.attributes, degenerate=value)) if f in red else f
            for f in schematic.factors
        ],
    )
