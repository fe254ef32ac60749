"""The kind `posterior`: the KL from a node of a fixed chain, given both its sides, to its prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Distribution, Factor, Node
from schematic.objective.terms._body import Body, nets_of


@dataclass(frozen=True)
class Posterior(Body):
    """KL(q(of | after, start) ‖ p(of | after)), in nats; the player minimises it.

    q is N(of_start · start + of_after · after, scale²); for the last node of a chain, which is
    given the start alone, p is its own law and `of_after` is 0.

    Attributes:
        of: the node's draw, which is averaged out.
        factor: the dashed arrow into the node.
        chain: the draws from the start to the one after this one, or to this one if it is the last.
        is_last: whether no draw comes after it.
        of_start, of_after, scale: the numbers of q.
        prior: the law p.
        prior_source: the solid factor p, or the node whose own law it is.
    """

    kind: ClassVar[str] = "posterior"
    minimised: ClassVar[bool] = True

    of: str
    factor: Factor
    chain: tuple[str, ...]
    is_last: bool
    of_start: float
    of_after: float
    scale: float
    prior: Distribution
    prior_source: Factor | Node

    @property
    def start(self) -> str:
        """The draw that the chain begins with."""
        return self.chain[0]

    @property
    def after(self) -> tuple[str, ...]:
        """The draw that comes after this one; none for the last."""
        return () if self.is_last else self.chain[-1:]

    @property
    def counts(self) -> bool:
        """It does: it is a summand of the evidence bound, though nobody trains q."""
        return True

    @property
    def reads(self) -> tuple[str, ...]:
        """Both sides."""
        return (self.start, *self.after)

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of p."""
        return nets_of(self.prior)
