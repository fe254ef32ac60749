"""Models of several steps or layers, which plates draw; their losses are loops."""

import math

from torch import Tensor

from .densities import (
    Batch,
    Losses,
    Nets,
    Noise,
    bernoulli_nll,
    draw_normal,
    kl_to_standard_normal,
    normal_nll,
    per_example,
    split,
    unit_normal_nll,
)


def ladder(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: a hierarchy of three layers, bottom up; p(z_t | z_{t+1}) is learnt  [Rezende2014]."""
    x, layers = batch["x"], (1, 2, 3)
    below = x
    codes, laws = {}, {}
    for t in layers:
        laws[t] = nets[f"E_{t}"](below)
        below = codes[t] = draw_normal(laws[t], noise[f"z_{t}"])
    loss = unit_normal_nll(nets["G"](codes[1]), x)
    for t in layers[:-1]:
        prior = nets[f"P_{t + 1}"](codes[t + 1])
        loss = loss + normal_nll(prior, codes[t]) - normal_nll(laws[t], codes[t])
    return {"theta,eta": (loss + kl_to_standard_normal(laws[3])).mean()}


def state_space(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: Σ_t −log p(x_t|z_t) + KL(q(z_t|x_t, z_{t−1}) ‖ p(z_t|z_{t−1}))  [Krishnan2015]."""
    start = nets["E0"](batch["x_1"])
    state = draw_normal(start, noise["z_0"])
    loss = kl_to_standard_normal(start)
    for t in (1, 2, 3):
        x, moved = batch[f"x_{t}"], nets["P"](state)
        seen = nets["E"](x, state)
        state = draw_normal(seen, noise[f"z_{t}"])
        loss = loss + unit_normal_nll(nets["G"](state), x) + _kl(seen, moved)
    return {"theta,eta": loss.mean()}


def diffusion(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: L_0 + Σ L_{t−1} + L_T of three steps, q(z_t|z_{t−1}) = N(√(1 − β) z_{t−1}, β)  [Ho2020].

    The posterior is that of eq. 6 and 7, with α = 1 − β = 0.64 and ᾱ_t = 0.64^t.
    """
    x, beta, alpha = batch["x"], 0.36, 0.64
    bar = {t: alpha**t for t in (0, 1, 2, 3)}
    codes = {}
    before = x
    for t in (1, 2, 3):
        before = codes[t] = alpha**0.5 * before + beta**0.5 * noise[f"z_{t}"]
    loss = 0.5 * per_example(((x - nets["U_1"](codes[1])) / 0.5).square())
    loss = loss + x[0].numel() * (math.log(0.5) + 0.5 * math.log(2 * math.pi))
    for t in (2, 3):
        of_x = bar[t - 1] ** 0.5 * beta / (1 - bar[t])
        of_z = alpha**0.5 * (1 - bar[t - 1]) / (1 - bar[t])
        variance = (1 - bar[t - 1]) / (1 - bar[t]) * beta
        mean = of_x * x + of_z * codes[t]
        gap = (mean - nets[f"U_{t}"](codes[t])).square()
        ratio = (variance + gap) / 0.5**2
        loss = loss + 0.5 * per_example(ratio - 1 - math.log(variance / 0.5**2))
    last = 1 - bar[3] + bar[3] * x.square() - 1 - math.log(1 - bar[3])
    return {"theta": (loss + 0.5 * per_example(last)).mean()}


def latent_diffusion(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """A VAE whose prior is a diffusion of three steps  [Vahdat2021, eq. 3; Ho2020, eq. 5].

    −log p(x|z_0) + log q(z_0|x) − log p(z_0|z_1) + Σ KL(q(z_t|z_{t+1}, z_0) ‖ p(z_t|z_{t+1})) + …
    """
    x, alpha = batch["x"], 0.64
    encoded = nets["E"](x)
    code = before = draw_normal(encoded, noise["z_0"])
    codes = {}
    for t in (1, 2, 3):
        before = codes[t] = alpha**0.5 * before + (1 - alpha) ** 0.5 * noise[f"z_{t}"]
    loss = bernoulli_nll(nets["G"](code), x) - normal_nll(encoded, code)
    first = ((code - nets["U_1"](codes[1])) / 0.6).square() + math.log(2 * math.pi * 0.36)
    loss = loss + 0.5 * per_example(first)
    for t in (2, 3):
        # N(z_{t−1}; √ᾱ z_0, 1 − ᾱ) N(z_t; √α z_{t−1}, 1 − α), its squares completed
        bar = alpha ** (t - 1)
        precision = 1 / (1 - bar) + alpha / (1 - alpha)
        mean = (bar**0.5 * code / (1 - bar) + alpha**0.5 * codes[t] / (1 - alpha)) / precision
        ratio = (1 / precision + (mean - nets[f"U_{t}"](codes[t])).square()) / 0.36
        loss = loss + 0.5 * per_example(ratio - 1 + math.log(0.36 * precision))
    bar = alpha**3
    last = bar * code.square() + (1 - bar) - 1 - math.log(1 - bar)
    return {"eta,theta,omega": (loss + 0.5 * per_example(last)).mean()}


def _kl(q: Tensor, p: Tensor) -> Tensor:
    """KL(N(m, s²) ‖ N(μ, σ²)) = ½ Σ [(s² + (m − μ)²)/σ² − 1 + log σ²/s²], [B] in nats."""
    (m, log_s), (mu, log_sigma) = split(q), split(p)
    ratio = (log_s.exp() + (m - mu).square()) / log_sigma.exp()
    return 0.5 * per_example(ratio - 1 + log_sigma - log_s)
