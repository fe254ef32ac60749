"""φ maximises E[min(0, D(x) − 1)] + E[min(0, −D(x̂) − 1)], the others E[D(x̂)]  [Lim2017]."""

from __future__ import annotations

from schematic.verify.paper.payoffs import Payoffs

ORACLE = Payoffs(
    name="hinge",
    source="Lim2017",
    real=lambda d: (d - 1).clamp(max=0),
    fake=lambda d: (-d - 1).clamp(max=0),
    others_real=lambda d: -d,
    others_fake=lambda d: d,
)
