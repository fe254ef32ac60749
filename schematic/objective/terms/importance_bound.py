"""The kind `importance_bound`: the logarithm of the mean of k importance weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from schematic.objective.terms._body import Body
from schematic.objective.terms._parts import Draw, Term


@dataclass(frozen=True)
class ImportanceBound(Body):
    """log (1/k) Σ_k w_k with w = p(x, z) / q(z|x), in nats; the player maximises it [Burda2016].

    Attributes:
        parts: the terms whose sum, signs included, is log w: densities and log-ratios at the draws.
        repeated: the draws of which each example has k, in sampling order.
        samples: k.
    """

    kind: ClassVar[str] = "importance_bound"

    parts: tuple[Term, ...]
    repeated: tuple[Draw, ...]
    samples: int

    @property
    def inside(self) -> tuple[Term, ...]:
        """The parts."""
        return self.parts

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read."""
        return _once(name for part in self.parts for name in part.body.reads)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the parts need."""
        return _once(name for part in self.parts for name in part.body.needs)

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of the parts."""
        return _once(net for part in self.parts for net in part.body.nets)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
