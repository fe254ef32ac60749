"""Autoencoders and their kin: what is scored is the data, what is inferred is the code."""

import torch
from torch import Tensor

from .adversarial import discriminate
from .densities import (
    Batch,
    Losses,
    Nets,
    Noise,
    bernoulli_nll,
    categorical_nll,
    continuous_bernoulli_nll,
    draw_bernoulli,
    draw_normal,
    frozen,
    kl_to_standard_normal,
    laplace_nll,
    normal_nll,
    per_example,
    split,
    unit_normal_nll,
)


def ae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|E(x)), Bernoulli  [Hinton2006]."""
    x = batch["x"]
    return {"theta,eta": bernoulli_nll(nets["G"](nets["E"](x)), x).mean()}


def vae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −E_q log p(x|z) + KL(q(z|x) ‖ p(z)), Bernoulli  [Kingma2014, eq. 10]."""
    x = batch["x"]
    q = nets["E"](x)
    z = draw_normal(q, noise["z"])
    return {"theta,eta": (bernoulli_nll(nets["G"](z), x) + kl_to_standard_normal(q)).mean()}


def beta_vae(nets: Nets, batch: Batch, noise: Noise, beta: float = 4.0) -> Losses:
    """θ,η: −E_q log p(x|z) + β KL(q(z|x) ‖ p(z)), Bernoulli  [Higgins2017, eq. 4]."""
    x = batch["x"]
    q = nets["E"](x)
    z = draw_normal(q, noise["z"])
    return {"theta,eta": (bernoulli_nll(nets["G"](z), x) + beta * kl_to_standard_normal(q)).mean()}


def vae_normal(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −E_q log Normal(x; μ(z), σ²(z)) + KL(q(z|x) ‖ p(z))  [Kingma2014, app. C.2]."""
    x = batch["x"]
    q = nets["E"](x)
    z = draw_normal(q, noise["z"])
    return {"theta,eta": (normal_nll(nets["G"](z), x) + kl_to_standard_normal(q)).mean()}


def vae_laplace(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −E_q log Laplace(x; G(z), 1) + KL(q(z|x) ‖ p(z))  [Kingma2014]."""
    x = batch["x"]
    q = nets["E"](x)
    z = draw_normal(q, noise["z"])
    return {"theta,eta": (laplace_nll(nets["G"](z), x) + kl_to_standard_normal(q)).mean()}


def denoising(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: −E log Normal(x; G(u), 1) at u = 0.9 x + 0.3 ε, a corruption that nobody trains."""
    x = batch["x"]
    u = 0.9 * x + 0.3 * noise["u"]
    return {"theta": unit_normal_nll(nets["G"](u), x).mean()}


def perceptual(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −E_q log Laplace(T(x); T(σ(G(z))), 1) + KL(q(z|x) ‖ p(z)), two samples  [Hou2017]."""
    x, T = batch["x"], frozen(nets["T"])
    q = nets["E"](x)
    each = [laplace_nll(T(nets["G"](draw_normal(q, e)).sigmoid()), T(x)) for e in noise["z"]]
    return {"theta,eta": (torch.stack(each).mean(0) + kl_to_standard_normal(q)).mean()}


def vae_cb(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −E_q log CB(x; σ(G(z))) + KL(q(z|x) ‖ p(z)), continuous Bernoulli  [Loaiza2019]."""
    x = batch["x"]
    q = nets["E"](x)
    z = draw_normal(q, noise["z"])
    return {
        "theta,eta": (continuous_bernoulli_nll(nets["G"](z), x) + kl_to_standard_normal(q)).mean()
    }


def cvae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −E_q log p(x|z,c) + KL(q(z|x,c) ‖ p(z)), Bernoulli  [Sohn2015]."""
    x, c = batch["x"], batch["c"]
    q = nets["E"](x, c)
    z = draw_normal(q, noise["z"])
    return {"theta,eta": (bernoulli_nll(nets["G"](z, c), x) + kl_to_standard_normal(q)).mean()}


def hvae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: E_q[−log p(x|h) + log q(h|x)/p(h|z) + KL(q(z|h) ‖ p(z))], all Normal  [Rezende2014]."""
    x = batch["x"]
    q_h = nets["E1"](x)
    h = draw_normal(q_h, noise["h"])
    q_z = nets["E2"](h)
    z = draw_normal(q_z, noise["z"])
    reconstruction = unit_normal_nll(nets["G1"](h), x)
    log_ratio = normal_nll(nets["G2"](z), h) - normal_nll(q_h, h)
    return {"theta,eta": (reconstruction + log_ratio + kl_to_standard_normal(q_z)).mean()}


def hvae_weights(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: E_q[−2 log p(x|h) + 3·0.5 KL(q(h|x,z) ‖ p(h|z)) + 4 KL(q(z|x) ‖ p(z))], p(h|z) unit."""
    x = batch["x"]
    q_z = nets["E2"](x)
    z = draw_normal(q_z, noise["z"])
    q_h = nets["E1"](x, z)
    h = draw_normal(q_h, noise["h"])
    mean, log_variance = split(q_h)
    squares = (mean - nets["G2"](z)).square() + log_variance.exp()
    kl_h = 0.5 * per_example(squares - 1 - log_variance)
    score = unit_normal_nll(nets["G1"](h), x)
    return {"theta,eta": (2 * score + 1.5 * kl_h + 4 * kl_to_standard_normal(q_z)).mean()}


def helmholtz1(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Wake θ: −E_q log p(x|h); sleep λ: −E_p log q(h|x), one binary layer  [Hinton1995]."""
    G, R, x = nets["G"], nets["R"], batch["x"]
    with torch.no_grad():
        h = draw_bernoulli(R(x), noise["h"])
        h_dream = draw_bernoulli(torch.zeros_like(h), noise["h_sleep"])  # Bernoulli(½)
        x_dream = draw_bernoulli(G(h_dream), noise["x_sleep"])
    return {
        "theta": bernoulli_nll(G(h), x).mean(),
        "lambda": bernoulli_nll(R(x_dream), h_dream).mean(),
    }


def helmholtz(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Wake θ: −E_q log p(x|h₁)p(h₁|h₂); sleep λ: −E_p log q(h₁|x)q(h₂|h₁)  [Hinton1995]."""
    G1, G2, R1, R2, x = nets["G1"], nets["G2"], nets["R1"], nets["R2"], batch["x"]
    with torch.no_grad():
        h1 = draw_bernoulli(R1(x), noise["h1"])
        h2 = draw_bernoulli(R2(h1), noise["h2"])
        h2_dream = draw_bernoulli(torch.zeros_like(h2), noise["h2_sleep"])  # Bernoulli(½)
        h1_dream = draw_bernoulli(G2(h2_dream), noise["h1_sleep"])
        x_dream = draw_bernoulli(G1(h1_dream), noise["x_sleep"])
    wake = bernoulli_nll(G1(h1), x) + bernoulli_nll(G2(h2), h1)
    sleep = bernoulli_nll(R1(x_dream), h1_dream) + bernoulli_nll(R2(h1_dream), h2_dream)
    return {"theta": wake.mean(), "lambda": sleep.mean()}


def reweighted(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Wake θ: −Σ w̃_k log p(x, h₁|h₂); wake and sleep λ: −½ Σ w̃_k log q(h_k|x) − ½ log q, k = 3.

    w̃_k = w_k / Σ w, w = p(x, h₁, h₂) / q(h₁|x) q(h₂|h₁), without gradient  [Bornschein2015].
    """
    G1, G2, R1, R2, x = nets["G1"], nets["G2"], nets["R1"], nets["R2"], batch["x"]
    log_p, log_q, learnt = [], [], []
    for u1, u2 in zip(noise["h1"], noise["h2"], strict=True):
        with torch.no_grad():
            h1 = draw_bernoulli(R1(x), u1)
            h2 = draw_bernoulli(R2(h1), u2)
        prior = bernoulli_nll(torch.zeros_like(h2), h2)  # Bernoulli(½)
        learnt.append(-bernoulli_nll(G1(h1), x) - bernoulli_nll(G2(h2), h1))
        log_p.append(learnt[-1] - prior)
        log_q.append(-bernoulli_nll(R1(x), h1) - bernoulli_nll(R2(h1), h2))
    weights = torch.stack([(p - q).exp() for p, q in zip(log_p, log_q, strict=True)]).detach()
    shares = weights / weights.sum(0)
    with torch.no_grad():
        h2_dream = draw_bernoulli(torch.zeros_like(h2), noise["h2_sleep"])
        h1_dream = draw_bernoulli(G2(h2_dream), noise["h1_sleep"])
        x_dream = draw_bernoulli(G1(h1_dream), noise["x_sleep"])
    sleep = bernoulli_nll(R1(x_dream), h1_dream) + bernoulli_nll(R2(h1_dream), h2_dream)
    return {
        "theta": -(shares * torch.stack(learnt)).sum(0).mean(),
        "lambda": -0.5 * (shares * torch.stack(log_q)).sum(0).mean() + 0.5 * sleep.mean(),
    }


def _negative_elbo(nets: Nets, x: Tensor, epsilon: Tensor) -> Tensor:
    q = nets["Q"](x)
    return bernoulli_nll(nets["G"](draw_normal(q, epsilon)), x) + kl_to_standard_normal(q)


def aavae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan on x̂ = σ(G(z)); θ,η: −E_{½(p_data+p_g)}[D(x)·ELBO(x)]  [Hu2018, eq. 17]."""
    D, x = nets["D"], batch["x"]
    with torch.no_grad():
        x_fake = nets["G"](noise["z_prior"]).sigmoid()
        trust, trust_fake = D(x).sigmoid().flatten(), D(x_fake).sigmoid().flatten()
    real = trust * _negative_elbo(nets, x, noise["z"])
    fake = trust_fake * _negative_elbo(nets, x_fake, noise["z_generated"])
    return {
        "phi": discriminate(D(x), D(x_fake)),
        "theta,eta": 0.5 * real.mean() + 0.5 * fake.mean(),
    }


def aavae_degenerate(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: aavae with D = 1 on real x and 0 on generated x, over p(y) = ½  [Hu2018, eq. 13]."""
    return {"theta,eta": _negative_elbo(nets, batch["x"], noise["z"]).mean()}


def aacvae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """Aavae given a class c, and a classifier that learns from real x alone  [Hu2018, eq. 17]."""
    G, D, Q, C, x, c = nets["G"], nets["D"], nets["Q"], nets["C"], batch["x"], batch["c"]
    with torch.no_grad():
        x_fake = G(noise["z_prior"], c).sigmoid()
        trust, trust_fake = D(x, c).sigmoid().flatten(), D(x_fake, c).sigmoid().flatten()

    def negative_elbo(value: Tensor, epsilon: Tensor) -> Tensor:
        q = Q(value, c)
        nll = bernoulli_nll(G(draw_normal(q, epsilon), c), value)
        return nll + kl_to_standard_normal(q)

    real = trust * (negative_elbo(x, noise["z"]) + categorical_nll(C(x), batch["t"]))
    fake = trust_fake * negative_elbo(x_fake, noise["z_generated"])
    return {
        "phi": discriminate(D(x, c), D(x_fake, c)),
        "theta,eta,omega": 0.5 * real.mean() + 0.5 * fake.mean(),
    }
