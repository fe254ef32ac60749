"""φ maximises E[D(x)] − E[D(x̂)], the others its negative  [Arjovsky2017, eq. 2]."""

from __future__ import annotations

from schematic.verify.paper.payoffs import Payoffs

ORACLE = Payoffs(
    name="wasserstein",
    source="Arjovsky2017",
    real=lambda d: d,
    fake=lambda d: -d,
    others_real=lambda d: -d,
    others_fake=lambda d: d,
)
