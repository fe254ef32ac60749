"""The kind `divergence`: the KL from an inferred draw's factor to the law that it must meet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from schematic.graph import DataLaw, Distribution, Factor, Node
from schematic.objective.terms._body import Body, nets_of


class Estimator(Enum):
    """How a KL is computed."""

    CLOSED = "closed form"
    SAMPLED = "sampled log-ratio"


@dataclass(frozen=True)
class Divergence(Body):
    """KL(q(of | given) ‖ p(of | prior_given)), in nats; the player minimises it.

    Attributes:
        of: the inferred draw.
        factor: the dashed factor q.
        given: the draws that q is conditioned on.
        prior: the law p.
        prior_given: the draws that p is conditioned on.
        prior_source: the solid factor p, or the node whose own law it is.
        estimator: closed form, or the log-ratio at the draw.
    """

    kind: ClassVar[str] = "divergence"
    minimised: ClassVar[bool] = True

    of: str
    factor: Factor
    given: tuple[str, ...]
    prior: Distribution | DataLaw
    prior_given: tuple[str, ...]
    prior_source: Factor | Node
    estimator: Estimator

    @property
    def counts(self) -> bool:
        """It does where nobody trains q, as a summand of the evidence bound."""
        return all(ref.is_frozen for ref in self.factor.law.nets)

    @property
    def reads(self) -> tuple[str, ...]:
        """The conditions, and the draw where the log-ratio is taken at it."""
        at = (self.of,) if self.estimator is Estimator.SAMPLED else ()
        return tuple(dict.fromkeys((*at, *self.given, *self.prior_given)))

    @property
    def needs(self) -> tuple[str, ...]:
        """What it reads, and the draw, from whose parameters a closed form is computed."""
        return tuple(dict.fromkeys((*self.reads, self.of)))

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of q and of p."""
        return tuple(dict.fromkeys((*nets_of(self.factor.law), *nets_of(self.prior))))
