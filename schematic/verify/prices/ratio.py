"""φ is a logistic regression, the others maximise E[log r(x̂)] − E[log r(x)]  [Kim2018, eq. 3].

Its odds r = σ(D)/(1 − σ(D)) estimate the ratio of the densities of real and fake examples.
"""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.verify.paper.payoffs import Payoffs


def log_ratio(d: Tensor) -> Tensor:
    """The logarithm of the odds of real, [grid…]."""
    p = torch.sigmoid(d)
    return torch.log(p / (1 - p))


ORACLE = Payoffs(
    name="ratio",
    source="Kim2018",
    real=lambda d: torch.log(torch.sigmoid(d)),
    fake=lambda d: torch.log(1 - torch.sigmoid(d)),
    others_real=lambda d: -log_ratio(d),
    others_fake=log_ratio,
)
