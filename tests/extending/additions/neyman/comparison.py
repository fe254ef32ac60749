"""`loss = neyman` against its formula, written by hand."""

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
x -!>  y ~ D[φ] {loss = neyman}
"""

torch.manual_seed(0)
NETS = {"G": net(2, 3), "D": net(3, 1)}
X, NOISE = normals(7, 3), normals(7, 2)


def conjugate(t: Tensor) -> Tensor:
    """f*(t) of f(u) = (1 − u)²/u."""
    return 2 - 2 * torch.sqrt(1 - t)


def neyman(nets: Nets) -> Mapping[str, Tensor]:
    """φ maximises E g(D(x)) − E f*(g(D(x̂))), θ minimises it  [Nowozin2016, eq. 6]."""
    fake = nets["G"](NOISE)
    real, judged = (1 - torch.exp(-nets["D"](x)) for x in (X, fake.detach()))
    through = 1 - torch.exp(-nets["D"](fake))
    phi = -real.mean() / 2 + conjugate(judged).mean() / 2
    return {"phi": phi, "theta": -conjugate(through).mean()}


assert_losses(SPEC, NETS, {"x": X}, {"z": NOISE}, neyman)
