"""The kind `reweighted`: log-densities at k draws, each weighed by its share of the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.objective.terms._body import Body
from schematic.objective.terms._parts import Draw, Term


@dataclass(frozen=True)
class Reweighted(Body):
    """Σ_k w̃_k log p(x, z_k) or Σ_k w̃_k log q(z_k|x), in nats  [Bornschein2015, sec. 3].

    The weights w = p(x, z) / q(z|x) are normalised over the k draws of an example, and carry no
    gradient.

    Attributes:
        parts: the terms whose sum, signs included, is log w: densities at the draws.
        scored: those of them that are averaged: the player's own, on one side of the weight.
        repeated: the draws of which each example has k, in sampling order.
        samples: k.
    """

    kind: ClassVar[str] = "reweighted"

    parts: tuple[Term, ...]
    scored: tuple[Term, ...]
    repeated: tuple[Draw, ...]
    samples: int

    @property
    def inside(self) -> tuple[Term, ...]:
        """The parts."""
        return self.parts

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.body.reads))

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of the densities that are averaged."""
        return tuple(dict.fromkeys(net for part in self.scored for net in part.body.nets))
