"""The kind `entropy`: −log q of a draw under the law that it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import DataLaw, Distribution, Factor, Node
from schematic.objective.terms._body import Body, nets_of


@dataclass(frozen=True)
class Entropy(Body):
    """−log q(of | given) at the draw, in nats, whose mean is an entropy; the player maximises it.

    It is the part of a KL that is left where an invertible net carries the draw on to a node with
    a law  [Kingma2016, eq. 10].

    Attributes:
        law: the law that the draw was drawn from.
        of: the draw.
        given: the draws that the law is conditioned on.
        source: the factor, or the node whose own law it is; it gives the term its place.
    """

    kind: ClassVar[str] = "entropy"

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
