"""The kind `verdict`: what a discriminator says of some draws, or its reverse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from schematic.graph import Factor
from schematic.objective.terms._body import Body, nets_of
from schematic.prices import PRICES

if TYPE_CHECKING:
    from schematic.prices._price import Price


@dataclass(frozen=True)
class Verdict(Body):
    """log q(y|given), or its reverse log qʳ(y|given) = log q(1 − y|given) [Hu2018, eq. 1–3].

    Where the arrow has another price than the log-likelihood, it is that price, negated.

    Attributes:
        factor: the red factor; its net is the discriminator.
        given: the draws that are judged.
        label: the value of y, 1 for real.
        reverse: whether it is qʳ.
    """

    kind: ClassVar[str] = "verdict"

    factor: Factor
    given: tuple[str, ...]
    label: int
    reverse: bool

    @property
    def price(self) -> Price:
        """The row of the arrow's price, which is one of single examples."""
        from schematic.prices._price import Price

        price = PRICES[self.factor.attributes.loss]
        assert isinstance(price, Price)
        return price

    @property
    def is_likelihood(self) -> bool:
        """Whether it is a log-likelihood of y."""
        return self.price.is_likelihood(self.label, reverse=self.reverse)

    @property
    def reads(self) -> tuple[str, ...]:
        """The draws that are judged."""
        return tuple(dict.fromkeys(self.given))

    @property
    def nets(self) -> tuple[str, ...]:
        """The discriminator."""
        return nets_of(self.factor.law)
