"""Games beside other terms: implicit posteriors, cycles with an identity, weighed batches."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import softplus

from .adversarial import cyclegan, discriminate, odds_over_batch
from .densities import Batch, Losses, Nets, Noise, bernoulli_nll, frozen, laplace_nll


def avb(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ tells (x, z), z = E(x, ε), from z ~ p; θ,η: −log p(x|z) + T  [Mescheder2017].

    T is the log-odds of the posterior: ours is of the prior, so T = −D.
    """
    G, E, D, x = nets["G"], nets["E"], nets["D"], batch["x"]
    z = E(x, noise["e"])
    return {
        "phi": discriminate(D(x, noise["z_prior"]), D(x, z.detach())),
        "theta,eta": bernoulli_nll(G(z), x).mean() - frozen(D)(x, z).mean(),
    }


def cyclegan_identity(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Cyclegan, and half of |F(b) − b| + |G(a) − a|  [Zhu2017, sec. 5.2]."""
    found = cyclegan(nets, batch, noise)
    kept = laplace_nll(nets["F"](batch["i"]), batch["b"]).mean()
    kept = kept + laplace_nll(nets["G"](batch["j"]), batch["a"]).mean()
    return {**found, "theta,eta": found["theta,eta"] + 0.5 * kept}


def iwgan_minimax(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Iwgan whose θ pays log(1 − D)  [Hu2018, eq. 16; Goodfellow2014, eq. 1]."""
    return _weighed(nets, batch, noise, lambda logits: -softplus(logits))


def iwgan_ratio(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Iwgan whose θ pays −log D/(1 − D)  [Hu2018, eq. 16; Mescheder2017]."""
    return _weighed(nets, batch, noise, torch.neg)


def _weighed(nets: Nets, batch: Batch, noise: Noise, price: Callable[[Tensor], Tensor]) -> Losses:
    D, x_fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    weights = torch.tensor(odds_over_batch(D, x_fake), dtype=torch.float64)
    return {
        "phi": discriminate(D(batch["x"]), D(x_fake.detach())),
        "theta": (weights * price(frozen(D)(x_fake)[:, 0])).sum(),
    }
