"""`bound = importance` against the importance weighted bound, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.distributions import Bernoulli, Normal

from tests.extending.comparing import Nets, assert_losses, net, normals, uniforms

K, B = 3, 5
SPEC = """
visible x : binary[4] ~ data
latent  h : real[3]
latent  z : real[2] ~ Normal(0, 1)

x ..> h ~ E1[η] {samples = 3, bound = importance}
h ..> z ~ E2[η]
z ->  h ~ G2[θ]
h ->  x ~ G1[θ]
"""

torch.manual_seed(0)
NETS = {"E1": net(4, 6), "E2": net(3, 4), "G2": net(2, 6), "G1": net(3, 4)}
X = (uniforms(B, 4) > 0.5).double()
NOISE = {"h": normals(K, B, 3), "z": normals(K, B, 2)}


def law(raw: Tensor) -> Normal:
    location, log_variance = raw.chunk(2, -1)
    return Normal(location, (log_variance / 2).exp())


def importance(nets: Nets) -> Mapping[str, Tensor]:
    """−E log (1/k) Σ p(x, h_k, z_k) / q(h_k, z_k | x)  [Burda2016, eq. 8]."""
    weights = []
    for k in range(K):
        q_h = law(nets["E1"](X))
        h = q_h.mean + q_h.stddev * NOISE["h"][k]
        q_z = law(nets["E2"](h))
        z = q_z.mean + q_z.stddev * NOISE["z"][k]
        log_p = Bernoulli(logits=nets["G1"](h)).log_prob(X).sum(1)
        log_p = log_p + law(nets["G2"](z)).log_prob(h).sum(1)
        log_p = log_p + Normal(0.0, 1.0).log_prob(z).sum(1)
        weights.append((log_p - q_h.log_prob(h).sum(1) - q_z.log_prob(z).sum(1)).exp())
    return {"eta,theta": -torch.stack(weights).mean(0).log().mean()}


assert_losses(SPEC, NETS, {"x": X}, NOISE, importance)
