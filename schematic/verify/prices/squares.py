"""φ maximises −E[(D(x) − 1)²] − E[D(x̂)²], the others −E[(D(x̂) − 1)²]  [Mao2017, eq. 9]."""

from __future__ import annotations

from schematic.verify.paper.payoffs import Payoffs

ORACLE = Payoffs(
    name="squares",
    source="Mao2017",
    real=lambda d: -((d - 1) ** 2),
    fake=lambda d: -(d**2),
    others_real=lambda d: -(d**2),
    others_fake=lambda d: -((d - 1) ** 2),
)
