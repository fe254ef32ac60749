"""The kind `contrast`: what a discriminator says of a real beside a fake example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from schematic.graph import Factor
from schematic.objective.terms._body import Body, nets_of

if TYPE_CHECKING:
    from schematic.prices._price import PairPrice


@dataclass(frozen=True)
class Contrast(Body):
    """The price of pairs, a real and a fake example in each row; the player minimises it.

    Attributes:
        factor: the red factor; its net is the discriminator.
        price: what is paid for a pair.
        real: the draws of the real side.
        fake: the draws of the fake side.
        reverse: whether it is what everyone else pays.
    """

    kind: ClassVar[str] = "contrast"
    minimised: ClassVar[bool] = True
    pairs: ClassVar[bool] = True

    factor: Factor
    price: PairPrice
    real: tuple[str, ...]
    fake: tuple[str, ...]
    reverse: bool

    @property
    def reads(self) -> tuple[str, ...]:
        """The draws of both sides."""
        return tuple(dict.fromkeys((*self.real, *self.fake)))

    @property
    def nets(self) -> tuple[str, ...]:
        """The discriminator."""
        return nets_of(self.factor.law)
