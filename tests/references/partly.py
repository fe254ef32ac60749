"""Nodes that are observed in part, and nodes that are summed out."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from .adversarial import discriminate
from .densities import (
    Batch,
    Losses,
    Nets,
    Noise,
    bernoulli_nll,
    categorical_nll,
    draw_normal,
    draw_uniform_category,
    kl_to_standard_normal,
    normal_nll,
)

K = 3


def _labelled(nets: Nets, x: Tensor, t: Tensor, epsilon: Tensor) -> Tensor:
    """−E_q(z|x,t) log p(x|z,t) + KL(q(z|x,t) ‖ p(z)), [B]."""
    q = nets["E"](x, t)
    nll = bernoulli_nll(nets["G"](draw_normal(q, epsilon), t), x)
    return nll + kl_to_standard_normal(q)


def _unlabelled(nets: Nets, x: Tensor, epsilon: Tensor) -> Tensor:
    """Σ_t q(t|x) of the labelled cost, + KL(q(t|x) ‖ uniform), [B]  [Kingma2014b, eq. 7]."""
    log_q = F.log_softmax(nets["C"](x), 1)
    costs = [_labelled(nets, x, torch.full((len(x),), t), epsilon) for t in range(K)]
    kl = (log_q.exp() * (log_q + math.log(K))).sum(1)
    return (log_q.exp() * torch.stack(costs, 1)).sum(1) + kl


def ssvae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Labelled rows by their t and 0.1 log q(t|x), the others over all t  [Kingma2014b, eq. 9]."""
    x, t, epsilon = batch["x"], batch["t"], noise["z"]
    seen = t >= 0
    labelled = _labelled(nets, x[seen], t[seen], epsilon[seen])
    labelled = labelled + 0.1 * categorical_nll(nets["C"](x[seen]), t[seen])
    unlabelled = _unlabelled(nets, x[~seen], epsilon[~seen])
    share = len(labelled) / len(x)
    return {"theta,eta": share * labelled.mean() + (1 - share) * unlabelled.mean()}


def aasvae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Ssvae weighed by D(x), and by D of generated x, whose class is known  [Hu2018, eq. 17]."""
    D, x, t, epsilon = nets["D"], batch["x"], batch["t"], noise["z"]
    made = draw_uniform_category(K, noise["t_prior"])
    with torch.no_grad():
        x_fake = nets["G"](noise["z_prior"], made).sigmoid()
        trust, trust_fake = D(x).sigmoid().flatten(), D(x_fake).sigmoid().flatten()
    seen = t >= 0

    def known(value: Tensor, label: Tensor, given: Tensor) -> Tensor:
        cost = _labelled(nets, value, label, given)
        return cost + 0.1 * categorical_nll(nets["C"](value), label)

    real = torch.cat(
        [
            trust[seen] * known(x[seen], t[seen], epsilon[seen]),
            trust[~seen] * _unlabelled(nets, x[~seen], epsilon[~seen]),
        ]
    )
    fake = trust_fake * known(x_fake, made, noise["z_generated"])
    return {
        "phi": discriminate(D(x), D(x_fake)),
        "theta,eta": 0.5 * real.mean() + 0.5 * fake.mean(),
    }


def partly_real(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """−log p(x|v) where v is there; where it is not, v ~ q(v|x), and KL(q(v|x) ‖ N(0, 1))."""
    x, v = batch["x"], batch["v"]
    seen = ~v.isnan().any(1)
    first = bernoulli_nll(nets["G"](v[seen]), x[seen])
    q = nets["C"](x[~seen])
    second = bernoulli_nll(nets["G"](draw_normal(q, noise["v"][~seen])), x[~seen])
    return {"theta,eta": (first.sum() + (second + kl_to_standard_normal(q)).sum()) / len(x)}


def gmvae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """−log p(x|z) + log q(z|x) − log (1/K) Σ_c p(z|c)  [Dilokthanakul2016]."""
    x = batch["x"]
    q = nets["E"](x)
    z = draw_normal(q, noise["z"])
    densities = [-normal_nll(nets["P"](torch.full((len(x),), c)), z) for c in range(K)]
    log_prior = torch.logsumexp(torch.stack(densities), 0) - math.log(K)
    cost = bernoulli_nll(nets["G"](z), x) - normal_nll(q, z) - log_prior
    return {"theta,eta": cost.mean()}


def mixture(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """−log Σ_b p(b) p(x|b) p(v|b) for two bits b, each 1 with probability 0.3."""
    x, v = batch["x"], batch["v"]
    joint = []
    for first in (0.0, 1.0):
        for second in (0.0, 1.0):
            b = torch.tensor([[first, second]], dtype=x.dtype).expand(len(x), 2)
            log_p = sum(math.log(0.3 if bit else 0.7) for bit in (first, second))
            nll = bernoulli_nll(nets["G"](b), x) + normal_nll(nets["F"](b), v)
            joint.append(log_p - nll)
    return {"theta": -torch.logsumexp(torch.stack(joint), 0).mean()}
