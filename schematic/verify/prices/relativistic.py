"""φ maximises E[log σ(D(x) − D(x̂))], the others E[log σ(D(x̂) − D(x))]  [Jolicoeur2019, eq. 8]."""

from __future__ import annotations

import torch

from schematic.verify.paper.payoffs import PairPayoffs

ORACLE = PairPayoffs(
    name="relativistic",
    source="Jolicoeur2019",
    paid=lambda real, fake: torch.log(torch.sigmoid(real - fake)),
    others=lambda real, fake: torch.log(torch.sigmoid(fake - real)),
)
