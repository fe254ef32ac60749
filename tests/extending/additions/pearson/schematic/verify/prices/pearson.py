"""φ maximises E[D(x)] − E[D(x̂)²/4 + D(x̂)], the others its negative  [Nowozin2016, eq. 6]."""

from __future__ import annotations

from torch import Tensor

from schematic.verify.paper.payoffs import Payoffs


def conjugate(t: Tensor) -> Tensor:
    """The convex conjugate of f(u) = (u − 1)², f*(t) = sup_u (u t − f(u))."""
    return t**2 / 4 + t


ORACLE = Payoffs(
    name="pearson",
    source="Nowozin2016",
    real=lambda d: d,
    fake=lambda d: -conjugate(d),
    others_real=lambda d: -d,
    others_fake=conjugate,
)
