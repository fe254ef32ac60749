"""φ maximises E[g(D(x))] − E[f*(g(D(x̂)))], the others its negative  [Nowozin2016, eq. 6]."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.verify.paper.payoffs import saddle


def activation(v: Tensor) -> Tensor:
    """Maps a logit into the domain of f*: g(v) = 1 − e^(−v)  [Nowozin2016, table 2]."""
    return 1 - torch.exp(-v)


def conjugate(t: Tensor) -> Tensor:
    """The convex conjugate of f(u) = (√u − 1)²: f*(t) = t/(1 − t)."""
    return t / (1 - t)


ORACLE = saddle("hellinger", activation, conjugate)
