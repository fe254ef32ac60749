"""φ maximises log q_φ(y|x) and everyone else log qʳ_φ(y|x), q_φ(1|x) = σ(d)  [Hu2018, eq. 1–2]."""

from __future__ import annotations

from torch.nn import functional as F

from schematic.verify.paper.payoffs import Payoffs

ORACLE = Payoffs(
    name="log",
    source="Hu2018",
    real=F.logsigmoid,
    fake=lambda d: F.logsigmoid(-d),
    others_real=lambda d: F.logsigmoid(-d),
    others_fake=F.logsigmoid,
)
