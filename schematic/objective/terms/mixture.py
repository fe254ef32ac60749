"""The kind `mixture`: the log-density of what depends on a node that is summed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Distribution, Node
from schematic.objective.terms._body import Body, nets_of
from schematic.objective.terms._parts import Term
from schematic.objective.terms.divergence import Divergence
from schematic.objective.terms.log_density import LogDensity


@dataclass(frozen=True)
class Mixture(Body):
    """log Σ_c p(c) Π p(child | c, …) − Σ log q(child | …), in nats; the player maximises it.

    The second sum is over the children that are inferred: what they meet is the mixture.

    Attributes:
        of: the draw that has all values of the node.
        source: the node, whose own law weighs the values.
        law: that law.
        parts: for each child a log-density where it is a root, or a divergence from its inference,
            with the user's factors.
    """

    kind: ClassVar[str] = "mixture"

    of: str
    source: Node
    law: Distribution
    parts: tuple[Term, ...]

    @property
    def weights(self) -> LogDensity:
        """The log-density of the node itself."""
        return LogDensity(self.law, self.of, (), self.source)

    @property
    def densities(self) -> tuple[LogDensity, ...]:
        """The log-densities of the children, given the node."""
        bodies = (part.body for part in self.parts)
        return tuple(
            LogDensity(body.prior, body.of, body.prior_given, body.prior_source)
            if isinstance(body, Divergence)
            else body
            for body in bodies
            if isinstance(body, Divergence | LogDensity)
        )

    @property
    def inferred(self) -> tuple[Divergence, ...]:
        """The divergences of the children that are inferred."""
        return tuple(part.body for part in self.parts if isinstance(part.body, Divergence))

    @property
    def inside(self) -> tuple[Term, ...]:
        """The parts."""
        return self.parts

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read, but for the draw that is summed out."""
        found = _once(name for part in self.parts for name in part.body.reads)
        return tuple(name for name in found if name != self.of)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the parts need."""
        return _once((self.of, *(name for part in self.parts for name in part.body.needs)))

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of the parts."""
        return _once((*nets_of(self.law), *(net for part in self.parts for net in part.body.nets)))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
