"""The kind `feature_density`: a draw against its prediction, in what a net sees of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Factor
from schematic.graph.features import Seen
from schematic.objective.terms._body import Body


@dataclass(frozen=True)
class FeatureDensity(Body):
    """log p(f(of) | f(predicted)), summed over features, in nats  [Larsen2016, eq. 7].

    The law of the arrow, a family and a number, has the features of the prediction as its location.

    Attributes:
        factor: the solid arrow, whose law scores.
        seen: the net whose features f are compared; nobody learns in it here.
        of: the draw that is scored.
        given: the draws from which it is predicted.
        predicted: the prediction.
    """

    kind: ClassVar[str] = "feature_density"

    factor: Factor
    seen: Seen
    of: str
    given: tuple[str, ...]
    predicted: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The draw and its prediction."""
        return (self.of, self.predicted)

    @property
    def over(self) -> tuple[str, ...]:
        """The draw and what it is predicted from: the prediction itself is no random variable."""
        return tuple(dict.fromkeys((self.of, *self.given)))

    @property
    def nets(self) -> tuple[str, ...]:
        """None that learns: the prediction is a draw, and the features are held."""
        return ()

    @property
    def held(self) -> tuple[str, ...]:
        """The net that gives the features."""
        return (self.seen.net,)
