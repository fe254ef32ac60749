"""min over others, max over φ of E[log σ(D(x))] + E[log(1 − σ(D(x̂)))]  [Goodfellow2014, eq. 1]."""

from __future__ import annotations

import torch

from schematic.verify.paper.payoffs import Payoffs

ORACLE = Payoffs(
    name="minimax",
    source="Goodfellow2014",
    real=lambda d: torch.log(torch.sigmoid(d)),
    fake=lambda d: torch.log(1 - torch.sigmoid(d)),
    others_real=lambda d: -torch.log(torch.sigmoid(d)),
    others_fake=lambda d: -torch.log(1 - torch.sigmoid(d)),
)
