"""A VAE of counts against the same bound with `torch.distributions`."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from schematic.emit.kernels.poisson import poisson_draw, poisson_prior
from torch import Tensor
from torch.distributions import Normal, Poisson, kl_divergence

from tests.extending.comparing import Nets, assert_losses, net, normals, uniforms

SPEC = """
visible x : count[3] ~ data
latent  z : real[2]  ~ Normal(0, 1)

z ->  x ~ G[θ]
x ..> z ~ E[η]
"""
torch.manual_seed(0)
NETS = {"E": net(3, 4), "G": net(2, 3)}
X, EPSILON = torch.poisson(4 * uniforms(6, 3)), normals(6, 2)


def bound(nets: Nets) -> Mapping[str, Tensor]:
    """−E log Poisson(x; exp G(z)) + KL(q(z|x) ‖ p(z))."""
    location, log_variance = nets["E"](X).chunk(2, 1)
    q = Normal(location, (log_variance / 2).exp())
    log_p = Poisson(nets["G"](q.mean + q.stddev * EPSILON).exp()).log_prob(X).sum(1)
    return {"theta,eta": (kl_divergence(q, Normal(0.0, 1.0)).sum(1) - log_p).mean()}


def cumulative(count: Tensor, rate: float) -> Tensor:
    """The probability of no more than a count, which is −1 or more."""
    counts = torch.arange(40, dtype=torch.float64)
    masses = Poisson(torch.tensor(rate, dtype=torch.float64)).log_prob(counts).exp()
    return torch.stack([masses[: int(most) + 1].sum() for most in count])


assert_losses(SPEC, NETS, {"x": X}, {"z": EPSILON}, bound)

noise, like = uniforms(50, 2), uniforms(1)
drawn = poisson_prior(noise.shape, 2.5, like, noise).flatten()
assert (cumulative(drawn - 1, 2.5) <= noise.flatten()).all()
assert (noise.flatten() <= cumulative(drawn, 2.5)).all()
assert torch.equal(poisson_draw(torch.full((50, 2), 2.5).double().log(), noise).flatten(), drawn)
free = poisson_prior((20_000, 2), 2.5, like)
assert abs(free.mean() - 2.5) < 0.05 and abs(free.var() - 2.5) < 0.1
