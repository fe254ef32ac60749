"""A rewrite is one new file: here, one that calms an adversary by a gradient penalty."""

from __future__ import annotations

from tests.extending.workshop import Workshop

PENALISE = '''
"""`penalise y`: a gradient penalty for the discriminator of y. GAN → WGAN-GP's regulariser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from schematic.graph import Schematic
from schematic.rewrites.edit import is_missing, redrawn
from schematic.rewrites.rewrite import Refusal, Rewrite


@dataclass(frozen=True)
class Penalise(Rewrite):
    """A solid red arrow gets `{penalty = 10}`."""

    indicator: str
    words = "penalise {indicator}"
    example = "penalise y"
    summary = "the discriminator of y pays for steep gradients"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """Guards: a game without a penalty. Then the attribute."""
        missing = is_missing(schematic, self.indicator, indicator=True)
        if missing:
            return missing
        games = [f for f in schematic.factors if f.red and f.child == self.indicator]
        if not games or any(f.dashed or f.attributes.penalty for f in games):
            return Refusal(f"`{self.indicator}` has no game without a penalty")
        penalised = {f: replace(f, attributes=replace(f.attributes, penalty=10.0)) for f in games}
        return redrawn(schematic, [penalised.get(f, f) for f in schematic.factors])

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every game."""
        games = (f for f in schematic.factors if f.red and not f.dashed)
        yield from (cls(f.child) for f in games if not f.attributes.penalty)


RULE = Penalise
'''


def test_a_rewrite_is_one_file(workshop: Workshop) -> None:
    workshop.add("schematic/rewrites/rules/penalise.py", PENALISE)
    assert "{penalty = 10}" in workshop.sgm("rewrite", "gan", "penalise y", "-o", "-")
    assert "penalise y      the discriminator of y pays" in workshop.sgm("rewrite", "--help")
    assert "penalise y" in workshop.sgm("atlas", "gan", "--depth", "1")
    assert workshop.touched() == ["schematic/rewrites/rules/penalise.py"]
