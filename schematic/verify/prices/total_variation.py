"""φ maximises E[g(D(x))] − E[f*(g(D(x̂)))], the others its negative  [Nowozin2016, eq. 6]."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.verify.paper.payoffs import saddle


def activation(v: Tensor) -> Tensor:
    """Maps a logit into the domain of f*: g(v) = ½ tanh v  [Nowozin2016, table 2]."""
    return torch.tanh(v) / 2


def conjugate(t: Tensor) -> Tensor:
    """The convex conjugate of f(u) = ½ |u − 1|: f*(t) = t."""
    return t


ORACLE = saddle("total-variation", activation, conjugate)
