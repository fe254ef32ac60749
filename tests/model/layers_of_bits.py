"""Bits in two layers, and their evidence bound, summed over all their values."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from tests.extending.comparing import Nets, net

LAYERS = """
visible x : binary[4] ~ data
latent  h : binary[2]
latent  z : binary[1] ~ Bernoulli(0.3)

x ..> h ~ R1[η] {gradient = ESTIMATOR}
h ..> z ~ R2[η] {gradient = ESTIMATOR}
z ->  h ~ G2[θ]
h ->  x ~ G1[θ]
"""


def layered_nets() -> dict[str, Any]:
    """Its nets."""
    return {"R1": net(4, 2), "R2": net(2, 1), "G2": net(1, 2), "G1": net(2, 4)}


def log_bernoulli(value: Tensor, logits: Tensor) -> Tensor:
    """The log-density of bits, [B]."""
    return -F.binary_cross_entropy_with_logits(logits, value, reduction="none").sum(1)


def layered_bound(nets: Nets, x: Tensor) -> Tensor:
    """E_q[log q(h|x) + log q(z|h) − log p(x|h) p(h|z) p(z)], enumerated over h and z."""
    total = torch.zeros(len(x), dtype=torch.float64)
    for bits in itertools.product((0.0, 1.0), repeat=3):
        h = torch.tensor(bits[:2], dtype=torch.float64).expand(len(x), 2)
        z = torch.tensor(bits[2:], dtype=torch.float64).expand(len(x), 1)
        log_q = log_bernoulli(h, nets["R1"](x)) + log_bernoulli(z, nets["R2"](h))
        log_p = log_bernoulli(x, nets["G1"](h)) + log_bernoulli(h, nets["G2"](z))
        log_p = log_p + log_bernoulli(z, torch.logit(torch.full_like(z, 0.3)))
        total = total + log_q.exp() * (log_q - log_p)
    return total.mean()
