"""φ maximises E[g(D(x))] − E[f*(g(D(x̂)))], the others its negative  [Nowozin2016, eq. 6]."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.verify.paper.payoffs import Payoffs


def activation(v: Tensor) -> Tensor:
    """Maps a logit into the domain of f*: g(v) = 1 − e^(−v)."""
    return 1 - torch.exp(-v)


def conjugate(t: Tensor) -> Tensor:
    """The convex conjugate of f(u) = (1 − u)²/u, f*(t) = sup_u (u t − f(u))."""
    return 2 - 2 * torch.sqrt(1 - t)


ORACLE = Payoffs(
    name="neyman",
    source="Nowozin2016",
    real=activation,
    fake=lambda d: -conjugate(activation(d)),
    others_real=lambda d: -activation(d),
    others_fake=lambda d: conjugate(activation(d)),
)
