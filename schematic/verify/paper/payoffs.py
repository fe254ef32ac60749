"""What players maximise at an example that a discriminator judges, for each adversarial loss.

A file of `schematic/verify/prices/` defines `ORACLE`, a `Payoffs`. Each payoff maps logits [grid…],
high for real, to amounts [grid…].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from schematic.rooms import Rooms
from schematic.verify.oracles import oracle

Payoff = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Payoffs:
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


PRICE_ORACLES: Rooms[Payoffs] = Rooms("schematic.verify.prices", "ORACLE", Payoffs)


def payoff(loss: str, logit: Tensor, label: int, *, reverse: bool) -> Tensor:
    """What φ (or with `reverse` everyone else) maximises at examples of this label."""
    found = oracle(PRICE_ORACLES, loss)
    columns = {
        (1, False): found.real,
        (0, False): found.fake,
        (1, True): found.others_real,
        (0, True): found.others_fake,
    }
    return columns[label, reverse](logit)
