"""The adversarial losses as their papers give them: what a player maximises at D's logit d.

Written from the papers and not from the table the compiler reads, so that each checks the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor
from torch.nn import functional as F

Payoff = Callable[[Tensor], Tensor]


def log_q(label: int) -> Payoff:
    """The verdict log q_φ(y|x), where q_φ(1|x) = σ(d)  [Hu2018, eq. 1]."""
    return lambda d: F.logsigmoid(d if label == 1 else -d)


# φ on real, φ on fake, everyone else on real, everyone else on fake.
PAYOFFS: Mapping[str, tuple[Payoff, Payoff, Payoff, Payoff]] = {
    "log": (log_q(1), log_q(0), log_q(0), log_q(1)),
    # E[min(0, D(x) − 1)] + E[min(0, −D(x̂) − 1)]; the others E[D(x̂)]  [Lim2017]
    "hinge": (
        lambda d: (d - 1).clamp(max=0),
        lambda d: (-d - 1).clamp(max=0),
        lambda d: -d,
        lambda d: d,
    ),
    # E[D(x)] − E[D(x̂)]  [Arjovsky2017, eq. 2]
    "wasserstein": (lambda d: d, lambda d: -d, lambda d: -d, lambda d: d),
    # −E[(D(x) − 1)²] − E[D(x̂)²]; the others −E[(D(x̂) − 1)²]  [Mao2017, eq. 9]
    "squares": (
        lambda d: -((d - 1) ** 2),
        lambda d: -(d**2),
        lambda d: -(d**2),
        lambda d: -((d - 1) ** 2),
    ),
}


def payoff(loss: str, logit: Tensor, label: int, *, reverse: bool) -> Tensor:
    """What φ (or with `reverse` everyone else) maximises at an example of this label."""
    column = (0 if label == 1 else 1) + (2 if reverse else 0)
    return PAYOFFS[loss][column](logit)
