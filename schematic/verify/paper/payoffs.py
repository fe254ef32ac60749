"""What players maximise at examples that a discriminator judges, for each adversarial loss.

A file of `schematic/verify/prices/` defines `ORACLE`, which is `Payoffs` of single examples, or
`PairPayoffs`. Each payoff maps logits [grid…], high for real, to amounts [grid…].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from schematic.rooms import Rooms
from schematic.verify.oracles import oracle

Payoff = Callable[[Tensor], Tensor]
PairPayoff = Callable[[Tensor, Tensor], Tensor]


class AnyPayoffs:
    """An adversarial loss as its paper gives it.

    Attributes:
        name: the word after `loss =`.
        source: the key of the paper.
    """

    name: str
    source: str


@dataclass(frozen=True)
class PairPayoffs(AnyPayoffs):
    """An adversarial loss of a real and a fake example, whose logits come in this order.

    Attributes:
        name: the word after `loss =`.
        source: the key of the paper.
        paid: what φ maximises at a pair.
        others: what everyone else maximises.
    """

    name: str
    source: str
    paid: PairPayoff
    others: PairPayoff

    def of(self, real: Tensor, fake: Tensor, *, reverse: bool) -> Tensor:
        """What φ (or with `reverse` everyone else) maximises at pairs."""
        return (self.others if reverse else self.paid)(real, fake)


@dataclass(frozen=True)
class Payoffs(AnyPayoffs):
    """An adversarial loss as its paper gives it.

    Attributes:
        name: the word after `loss =`.
        source: the key of the paper.
        real, fake: what φ maximises at an example of y = 1 and of y = 0.
        others_real, others_fake: what everyone else maximises.
    """

    name: str
    source: str
    real: Payoff
    fake: Payoff
    others_real: Payoff
    others_fake: Payoff


def saddle(name: str, activation: Payoff, conjugate: Payoff) -> Payoffs:
    """The game of an f-divergence: φ maximises E g(D(x)) − E f*(g(D(x̂))), the others minimise it.

    Args:
        name: the word after `loss =`.
        activation: g, from any number to the domain of f*.
        conjugate: f*(t) = sup_u (u t − f(u))  [Nowozin2016, eq. 6].
    """
    return Payoffs(
        name=name,
        source="Nowozin2016",
        real=activation,
        fake=lambda d: -conjugate(activation(d)),
        others_real=lambda d: -activation(d),
        others_fake=lambda d: conjugate(activation(d)),
    )


PRICE_ORACLES: Rooms[AnyPayoffs] = Rooms("schematic.verify.prices", "ORACLE", AnyPayoffs)


def payoff(loss: str, logit: Tensor, label: int, *, reverse: bool) -> Tensor:
    """What φ (or with `reverse` everyone else) maximises at examples of this label."""
    found = oracle(PRICE_ORACLES, loss)
    assert isinstance(found, Payoffs)
    columns = {
        (1, False): found.real,
        (0, False): found.fake,
        (1, True): found.others_real,
        (0, True): found.others_fake,
    }
    return columns[label, reverse](logit)
