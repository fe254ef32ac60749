"""φ maximises E[g(D(x))] − E[f*(g(D(x̂)))], the others its negative  [Nowozin2016, eq. 6]."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from schematic.verify.paper.payoffs import saddle


def activation(v: Tensor) -> Tensor:
    """Maps a logit into the domain of f*: g(v) = log 2 − log(1 + e^(−v)) [Nowozin2016]."""
    return math.log(2) - torch.log(1 + torch.exp(-v))


def conjugate(t: Tensor) -> Tensor:
    """The convex conjugate of f(u) = u log u − (u + 1) log ½(u + 1): f*(t) = −log(2 − e^t)."""
    return -torch.log(2 - torch.exp(t))


ORACLE = saddle("jensen-shannon", activation, conjugate)
