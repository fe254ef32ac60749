"""`loss = pearson` against its formula, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from tests.extending.comparing import Nets, assert_losses, net, normals

SPEC = """
visible   x : real[3] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ] {loss = pearson}
"""

torch.manual_seed(0)
NETS = {"G": net(2, 3), "D": net(3, 1)}
X, NOISE = normals(7, 3), normals(7, 2)


def pearson(nets: Nets) -> Mapping[str, Tensor]:
    """φ maximises E D(x) − E f*(D(x̂)), θ minimises it  [Nowozin2016, eq. 6]."""
    fake = nets["G"](NOISE)
    real, judged = nets["D"](X), nets["D"](fake.detach())
    conjugate = judged**2 / 4 + judged
    through = nets["D"](fake)
    phi = -real.mean() / 2 + conjugate.mean() / 2
    return {"phi": phi, "theta": -(through**2 / 4 + through).mean()}


assert_losses(SPEC, NETS, {"x": X}, {"z": NOISE}, pearson)
