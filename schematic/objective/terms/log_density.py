"""The kind `log_density`: the log-density of one draw under a law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import DataLaw, Distribution, Factor, Node
from schematic.objective.terms._body import Body, nets_of


@dataclass(frozen=True)
class LogDensity(Body):
    """log p(of | given), summed over a node's elements, in nats; the player maximises it.

    Attributes:
        law: the law that scores.
        of: the draw that is scored.
        given: the draws that the law is conditioned on.
        source: the factor, or the node whose own law it is; it gives the term its place.
    """

    kind: ClassVar[str] = "log_density"

    law: Distribution | DataLaw
    of: str
    given: tuple[str, ...]
    source: Factor | Node

    @property
    def reads(self) -> tuple[str, ...]:
        """The draw and its conditions."""
        return tuple(dict.fromkeys((self.of, *self.given)))

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of the law."""
        return nets_of(self.law)
