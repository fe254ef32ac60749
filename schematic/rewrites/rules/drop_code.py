"""`drop code z`: nothing generates z any more. InfoGAN → GAN, the inverse of `add code z`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.graph import Schematic
from schematic.rewrites.edit import generating, inferred_from, is_missing, redrawn
from schematic.rewrites.rewrite import Refusal, Rewrite


@dataclass(frozen=True)
class DropCode(Rewrite):
    """It removes `x -> z ~ Q[η]`, the solid factor from all that z infers, and its net."""

    node: str
    words = "drop code {node}"
    example = "drop code z"
    summary = "nothing generates z any more"
    undone_by = "add code {node}"
    takes_away = True
    colour = "#c77700"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where z is generated from exactly what it infers; it removes that factor."""
        missing = is_missing(schematic, self.node)
        if missing:
            return missing
        code = generating(schematic).get(self.node)
        if code is None:
            return Refusal(f"nothing generates `{self.node}`")
        if set(code.parents) != set(inferred_from(schematic, self.node)):
            parents = ", ".join(code.parents)
            return Refusal(
                f"`{self.node}` is generated from {parents}, which is not what it infers"
            )
        return redrawn(schematic, [f for f in schematic.factors if f is not code])

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every generated node."""
        yield from map(cls, generating(schematic))


RULE = DropCode
