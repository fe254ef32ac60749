"""Codes that meet their law otherwise than by one KL or one game, and tighter bounds."""

import math

import torch
from torch import Tensor

from .adversarial import deceive, discriminate
from .densities import (
    Batch,
    Losses,
    Nets,
    Noise,
    bernoulli_nll,
    draw_normal,
    frozen,
    kl_to_standard_normal,
    normal_nll,
    unit_normal_nll,
)

SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def iwae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log (1/k) Σ p(x|z_k) p(z_k) / q(z_k|x), Bernoulli  [Burda2016, eq. 8]."""
    x, q = batch["x"], nets["E"](batch["x"])
    weights = []
    for epsilon in noise["z"]:
        z = draw_normal(q, epsilon)
        log_p = -bernoulli_nll(nets["G"](z), x) - unit_normal_nll(torch.zeros_like(z), z)
        weights.append((log_p + normal_nll(q, z)).exp())
    return {"theta,eta": -torch.stack(weights).mean(0).log().mean()}


def iwae_hierarchy(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log (1/k) Σ p(x|h_k) p(h_k|z_k) p(z_k) / q(h_k|x) q(z_k|h_k)  [Burda2016, sec. 3]."""
    x, q_h = batch["x"], nets["E1"](batch["x"])
    weights = []
    for epsilon, delta in zip(noise["h"], noise["z"], strict=True):
        h = draw_normal(q_h, epsilon)
        q_z = nets["E2"](h)
        z = draw_normal(q_z, delta)
        log_p = -unit_normal_nll(nets["G1"](h), x) - normal_nll(nets["G2"](z), h)
        log_p = log_p - unit_normal_nll(torch.zeros_like(z), z)
        weights.append((log_p + normal_nll(q_h, h) + normal_nll(q_z, z)).exp())
    return {"theta,eta": -torch.stack(weights).mean(0).log().mean()}


def wae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|E(x)) + 100 MMD²(E(x), p(z)), p(z) = N(0, 1.5²)  [Tolstikhin2018, alg. 2]."""
    x, z = batch["x"], nets["E"](batch["x"])
    distance = squared_mmd(z, 1.5 * noise["z_prior"], variance=1.5**2)
    return {"theta,eta": bernoulli_nll(nets["G"](z), x).mean() + 100 * distance}


def infovae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|z) + ½ KL(q(z|x) ‖ p(z)) + 10 MMD²(q(z), p(z)), two draws  [Zhao2019, eq. 6].

    The paper's (1 − α) is ½ and its (α + λ − 1) is 10.
    """
    x, q = batch["x"], nets["E"](batch["x"])
    each = []
    for epsilon in noise["z"]:
        z = draw_normal(q, epsilon)
        distance = squared_mmd(z, noise["z_prior"], variance=1.0)
        each.append(bernoulli_nll(nets["G"](z), x).mean() + 10 * distance)
    return {"theta,eta": torch.stack(each).mean() + 0.5 * kl_to_standard_normal(q).mean()}


def kl_and_adversary(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|z) + ¼ KL(q(z|x) ‖ p(z)) − 3 · 2 log D(z); φ as in an AAE with weight 2."""
    x, q, D = batch["x"], nets["E"](batch["x"]), nets["D"]
    z = draw_normal(q, noise["z"])
    scored = bernoulli_nll(nets["G"](z), x).mean() + 0.25 * kl_to_standard_normal(q).mean()
    return {
        "phi": discriminate(D(noise["z_prior"]), D(z.detach())),
        "theta,eta": scored + 6 * deceive(frozen(D)(z)),
    }


def factor_vae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|z) + KL(q(z|x) ‖ p(z)) + 6 log q(z)/q̄(z), by D  [Kim2018, eq. 2, 3].

    D tells codes, y = 0, from codes with the elements of others, y = 1 (alg. 2).
    """
    x, q, D = batch["x"], nets["E"](batch["x"]), nets["D"]
    z = draw_normal(q, noise["z"])
    orders = noise["z_marginals"].argsort(0)
    columns = [z[orders[:, j], j] for j in range(z.shape[1])]
    permuted = torch.stack(columns, 1).detach()
    scored = bernoulli_nll(nets["G"](z), x).mean() + kl_to_standard_normal(q).mean()
    return {
        "phi": discriminate(D(permuted), D(z.detach())),
        "theta,eta": scored - 6 * frozen(D)(z).mean(),
    }


def squared_mmd(values: Tensor, law: Tensor, variance: float) -> Tensor:
    """The unbiased estimate, pair by pair  [Gretton2012, lemma 6]."""
    n, c = len(values), 2 * math.prod(values.shape[1:]) * variance

    def kernel(a: Tensor, b: Tensor) -> Tensor:
        square = (a - b).square().sum()
        return torch.stack([s * c / (s * c + square) for s in SCALES]).sum()

    within = [
        kernel(each[i], each[j])
        for each in (values, law)
        for i in range(n)
        for j in range(n)
        if i != j
    ]
    between = [kernel(a, b) for a in values for b in law]
    return torch.stack(within).sum() / (n * (n - 1)) - 2 * torch.stack(between).mean()
