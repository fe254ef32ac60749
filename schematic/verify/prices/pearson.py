"""φ maximises E[g(D(x))] − E[f*(g(D(x̂)))], the others its negative  [Nowozin2016, eq. 6]."""

from __future__ import annotations

from torch import Tensor

from schematic.verify.paper.payoffs import saddle


def activation(v: Tensor) -> Tensor:
    """Maps a logit into the domain of f*: g(v) = v  [Nowozin2016, table 2]."""
    return v


def conjugate(t: Tensor) -> Tensor:
    """The convex conjugate of f(u) = (u − 1)²: f*(t) = t²/4 + t."""
    return t**2 / 4 + t


ORACLE = saddle("pearson", activation, conjugate)
