"""Adversarial models: the discriminator sees detached samples, the others a frozen discriminator.

Labels as in [Hu2018]: y = 1 real or source, y = 0 fake or target, p(y) = ½.
D gives logits, and softplus(−a) = −log σ(a).
"""

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus

from .densities import (
    Batch,
    Losses,
    Nets,
    Noise,
    bernoulli_nll,
    categorical_nll,
    draw_normal,
    draw_uniform_category,
    frozen,
    kl_to_standard_normal,
    laplace_nll,
    normal_nll,
    per_example,
    unit_normal_nll,
)


def discriminate(real: Tensor, fake: Tensor) -> Tensor:
    """−E_{p(y)} log q(y|·) = ½ softplus(−real) + ½ softplus(fake)  [Hu2018, eq. 1]."""
    return 0.5 * softplus(-real).mean() + 0.5 * softplus(fake).mean()


def confuse(real: Tensor, fake: Tensor) -> Tensor:
    """−E_{p(y)} log q(1−y|·) = ½ softplus(real) + ½ softplus(−fake)  [Hu2018, eq. 2]."""
    return 0.5 * softplus(real).mean() + 0.5 * softplus(-fake).mean()


def deceive(fake: Tensor) -> Tensor:
    """−log q(1|·) = softplus(−fake): the half of `confuse` that a generator can move, over ½."""
    return softplus(-fake).mean()


def gan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: −½ log D(x) − ½ log(1−D(G(z))); θ: −log D(G(z))  [Goodfellow2014, eq. 1 and sec. 3]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta": deceive(frozen(D)(x_fake)),
    }


def cgan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """As gan, with G(z, c) and D(x, c), the same c real and fake  [Mirza2014, eq. 2]."""
    G, D, x, c = nets["G"], nets["D"], batch["x"], batch["c"]
    x_fake = G(noise["z"], c).sigmoid()
    return {
        "phi": discriminate(D(x, c), D(x_fake.detach(), c)),
        "theta": deceive(frozen(D)(x_fake, c)),
    }


def iwgan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan; θ: −Σ w̃_i log D(G(z_i)), w̃ ∝ D/(1 − D) over the batch  [Hu2018, eq. 15, 16]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    weights = odds_over_batch(D, x_fake)
    losses = [w * deceive(frozen(D)(one[None])) for w, one in zip(weights, x_fake, strict=True)]
    return {"phi": discriminate(D(x), D(x_fake.detach())), "theta": torch.stack(losses).sum()}


def odds_over_batch(D: torch.nn.Module, fake: Tensor) -> list[float]:
    """w̃_i = (D/(1 − D))_i / Σ_j (D/(1 − D))_j, numbers that carry no gradient."""
    real = [D(one[None]).sigmoid().item() for one in fake]
    odds = [p / (1 - p) for p in real]
    return [each / sum(odds) for each in odds]


def iw_infogan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """As iwgan, with the code read back in each example: −Σ w̃_i (2 log D + 3 log q(z_i|x_i))."""
    G, D, Q, x, z = nets["G"], nets["D"], nets["Q"], batch["x"], noise["z"]
    x_fake = G(z).sigmoid()
    loss = torch.zeros((), dtype=x.dtype)
    for i, weight in enumerate(odds_over_batch(D, x_fake)):
        one = x_fake[i : i + 1]
        score = normal_nll(Q(one), z[i : i + 1]).sum()
        loss = loss + weight * (2 * deceive(frozen(D)(one)) + 3 * score)
    return {"phi": discriminate(D(x), D(x_fake.detach())), "theta,eta": loss}


def predictability(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ predicts each half of a code from the other; θ makes it hard  [Schmidhuber1992, sec. 2].

    The reconstruction keeps what x is; a prediction counts 2 times for θ where a is predicted.
    """
    x, P, Q = batch["x"], nets["P"], nets["Q"]
    a, b = nets["A"](x).sigmoid(), nets["B"](x).sigmoid()

    def errors(P: torch.nn.Module, Q: torch.nn.Module, a: Tensor, b: Tensor) -> list[Tensor]:
        return [unit_normal_nll(P(a), b).mean(), unit_normal_nll(Q(b), a).mean()]

    of_b, of_a = errors(frozen(P), frozen(Q), a, b)
    theta = bernoulli_nll(nets["G"](a, b), x).mean() - of_b - 2 * of_a
    return {"phi": torch.stack(errors(P, Q, a.detach(), b.detach())).sum(), "theta": theta}


def invariant_code(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: −log p(x|h, d) + ½ log q(d|h), h ~ q(h|x); φ: −log q(d|h)  [Xie2017, eq. 1]."""
    x, d, C = batch["x"], batch["d"], nets["C"]
    h = draw_normal(nets["E"](x), noise["h"])
    told = categorical_nll(frozen(C)(h), d).mean()
    return {
        "phi": categorical_nll(C(h.detach()), d).mean(),
        "theta": bernoulli_nll(nets["G"](h, d), x).mean() - 0.5 * told,
    }


def infogan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan; θ,η: −log D(G(z)) − log q(z|G(z)), Normal  [Chen2016; Hu2018, eq. 9]."""
    G, D, Q, x, z = nets["G"], nets["D"], nets["Q"], batch["x"], noise["z"]
    x_fake = G(z).sigmoid()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta,eta": deceive(frozen(D)(x_fake)) + normal_nll(Q(x_fake), z).mean(),
    }


def frozen_features(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """As infogan, with the code read off fixed features: −log q(z|T(G(z))); nobody trains T."""
    G, D, T, Q, x, z = nets["G"], nets["D"], nets["T"], nets["Q"], batch["x"], noise["z"]
    x_fake = G(z).sigmoid()
    code = Q(frozen(T)(x_fake))
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta,eta": deceive(frozen(D)(x_fake)) + normal_nll(code, z).mean(),
    }


def infogan_code(nets: Nets, batch: Batch, noise: Noise, k: int = 3) -> Losses:
    """φ as gan; θ,η: −log D(G(z,c)) − log q(c|G(z,c)), c uniform on k  [Chen2016, eq. 6]."""
    G, D, Q, x = nets["G"], nets["D"], nets["Q"], batch["x"]
    c = draw_uniform_category(k, noise["c"])
    x_fake = G(noise["z"], c).sigmoid()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta,eta": deceive(frozen(D)(x_fake)) + categorical_nll(Q(x_fake), c).mean(),
    }


def wgan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: ½ (D(G(z)) − D(x)); θ: −D(G(z))  [Arjovsky2017, eq. 2]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": 0.5 * (D(x_fake.detach()).mean() - D(x).mean()),
        "theta": -frozen(D)(x_fake).mean(),
    }


def wgan_gp(nets: Nets, batch: Batch, noise: Noise, penalty: float = 10.0) -> Losses:
    """φ: ½ (D(G(z)) − D(x) + λ (‖∇D(x̂)‖−1)²); θ: −D(G(z))  [Gulrajani2017, eq. 3]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    slope = _slope(D, x, x_fake, noise["y"])
    return {
        "phi": 0.5 * -D(x).mean()
        + 0.5 * D(x_fake.detach()).mean()
        + 0.5 * penalty * (slope - 1).square().mean(),
        "theta": -frozen(D)(x_fake).mean(),
    }


def _slope(D: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, uniform: Tensor) -> Tensor:
    """‖∇D(x̂)‖₂ at x̂ = u·x + (1−u)·G(z), one u per example: [B]."""
    u = uniform.reshape(-1, *[1] * (real.ndim - 1))
    x_hat = (u * real + (1 - u) * fake).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x_hat).sum(), x_hat, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


def hinge_gan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: ½ max(0, 1−D(x)) + ½ max(0, 1+D(G(z))); θ: −D(G(z))  [Lim2017; Miyato2018]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": 0.5 * relu(1 - D(x)).mean() + 0.5 * relu(1 + D(x_fake.detach())).mean(),
        "theta": -frozen(D)(x_fake).mean(),
    }


def lsgan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: ½ (D(x)−1)² + ½ D(G(z))²; θ: (D(G(z))−1)²  [Mao2017, eq. 9]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": 0.5 * (D(x) - 1).square().mean() + 0.5 * D(x_fake.detach()).square().mean(),
        "theta": (frozen(D)(x_fake) - 1).square().mean(),
    }


def minimax_gan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan; θ: log(1 − σ(D(G(z)))), which saturates  [Goodfellow2014, eq. 1]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta": torch.log(1 - frozen(D)(x_fake).sigmoid()).mean(),
    }


def ratio_gan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan; θ: −log r(G(z)), r = σ(D)/(1 − σ(D))  [Mescheder2017; Kim2018, eq. 3]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    p = frozen(D)(x_fake).sigmoid()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta": -torch.log(p / (1 - p)).mean(),
    }


def relativistic_gan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: −log σ(D(x) − D(G(z))); θ: −log σ(D(G(z)) − D(x)), by rows  [Jolicoeur2019, eq. 8]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": -torch.log((D(x) - D(x_fake.detach())).sigmoid()).mean(),
        "theta": -torch.log((frozen(D)(x_fake) - frozen(D)(x)).sigmoid()).mean(),
    }


def relativistic_ali(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """As relativistic_gan, of pairs (x, E(x)) and (G(z), z); both sides teach η,θ."""
    E, G, D, x, z_prior = nets["E"], nets["G"], nets["D"], batch["x"], noise["z_prior"]
    z = draw_normal(E(x), noise["z"])
    x_fake = G(z_prior).sigmoid()
    margin = D(x, z.detach()) - D(x_fake.detach(), z_prior)
    other = frozen(D)(x_fake, z_prior) - frozen(D)(x, z)
    return {
        "phi": -torch.log(margin.sigmoid()).mean(),
        "eta,theta": -torch.log(other.sigmoid()).mean(),
    }


Map = Callable[[Tensor], Tensor]
F_DIVERGENCES: Mapping[str, tuple[Map, Map]] = {
    "kl": (lambda v: v, lambda t: torch.exp(t - 1)),
    "reverse-kl": (lambda v: -torch.exp(-v), lambda t: -1 - torch.log(-t)),
    "pearson": (lambda v: v, lambda t: t**2 / 4 + t),
    "hellinger": (lambda v: 1 - torch.exp(-v), lambda t: t / (1 - t)),
    "total-variation": (lambda v: v.tanh() / 2, lambda t: t),
    "jensen-shannon": (lambda v: math.log(2) - softplus(-v), lambda t: -torch.log(2 - t.exp())),
}
"""The last activation g of a discriminator, and the conjugate f*  [Nowozin2016, table 2]."""


def f_gan(nets: Nets, batch: Batch, noise: Noise, divergence: str) -> Losses:
    """φ: ½ f*(g(D(G(z)))) − ½ g(D(x)); θ: −f*(g(D(G(z))))  [Nowozin2016, eq. 6]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    g, conjugate = F_DIVERGENCES[divergence]
    x_fake = G(noise["z"]).sigmoid()
    return {
        "phi": 0.5 * conjugate(g(D(x_fake.detach()))).mean() - 0.5 * g(D(x)).mean(),
        "theta": -conjugate(g(frozen(D)(x_fake))).mean(),
    }


def aae(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: −½ log D(z) − ½ log(1−D(E(x))); θ,η: −log D(E(x)) − log p(x|E(x))  [Makhzani2015]."""
    E, D, G, x = nets["E"], nets["D"], nets["G"], batch["x"]
    z_fake = E(x)
    return {
        "phi": discriminate(D(noise["z"]), D(z_fake.detach())),
        "theta,eta": deceive(frozen(D)(z_fake)) + bernoulli_nll(G(z_fake), x).mean(),
    }


def ada(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: −log q(y|G(z)); θ,ω: −log q(1−y|G(z)) − ½ log C(t|G(z_source))  [Hu2018, eq. 1–2]."""
    G, D, C = nets["G"], nets["D"], nets["C"]
    source, target = G(batch["z"]["source"]), G(batch["z"]["target"])
    labelled = categorical_nll(C(source), batch["t"]).mean()
    return {
        "phi": discriminate(D(source.detach()), D(target.detach())),
        "theta,omega": confuse(frozen(D)(source), frozen(D)(target)) + 0.5 * labelled,
    }


def dann(nets: Nets, batch: Batch, noise: Noise, lambda_: float = 0.1) -> Losses:
    """φ: −log q(y|G(z)); θ,ω: λ log q(y|G(z)) − ½ log C(t|G(z_source))  [Ganin2016, eq. 9]."""
    G, D, C = nets["G"], nets["D"], nets["C"]
    source, target = G(batch["z"]["source"]), G(batch["z"]["target"])
    labelled = categorical_nll(C(source), batch["t"]).mean()
    reversed_ = -discriminate(frozen(D)(source), frozen(D)(target))
    return {
        "phi": discriminate(D(source.detach()), D(target.detach())),
        "theta,omega": lambda_ * reversed_ + 0.5 * labelled,
    }


def vaegan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan; η,θ: −½ ELBO(x) − ½ log D(G(z)), the ELBO in the space of x  [Larsen2016]."""
    E, G, D, x = nets["E"], nets["G"], nets["D"], batch["x"]
    q = E(x)
    z = draw_normal(q, noise["z"])
    negative_elbo = bernoulli_nll(G(z), x) + kl_to_standard_normal(q)
    x_fake = G(noise["z_prior"]).sigmoid()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "eta,theta": 0.5 * negative_elbo.mean() + 0.5 * deceive(frozen(D)(x_fake)),
    }


def larsen(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """As vaegan, with −log Normal(D_l(x); D_l(x̂), ½²) for the likelihood  [Larsen2016, eq. 7].

    x̂ = σ(G(z)) is decoded from the code of x, and D_l is D without its last layer.
    """
    E, G, D, x = nets["E"], nets["G"], nets["D"], batch["x"]
    q = E(x)
    x_fake = G(noise["z_prior"]).sigmoid()
    x_hat = G(draw_normal(q, noise["z"])).sigmoid()
    layers = frozen(D.trunk)
    error = ((layers(x) - layers(x_hat)) / 0.5).square()
    nll = per_example(0.5 * error + 0.5 * math.log(2 * math.pi) + math.log(0.5))
    bound = 0.5 * 3 * nll.mean() + 0.5 * kl_to_standard_normal(q).mean()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "eta,theta": bound + 0.5 * deceive(frozen(D)(x_fake)),
    }


def ali(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: −log q(y|x,z), y=1: (x, E(x)), y=0: (G(z), z); η,θ: −log q(1−y|x,z)  [Dumoulin2017]."""
    E, G, D, x, z_prior = nets["E"], nets["G"], nets["D"], batch["x"], noise["z_prior"]
    z = draw_normal(E(x), noise["z"])
    x_fake = G(z_prior).sigmoid()
    return {
        "phi": discriminate(D(x, z.detach()), D(x_fake.detach(), z_prior)),
        "eta,theta": confuse(frozen(D)(x, z), frozen(D)(x_fake, z_prior)),
    }


def cyclegan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ, ψ as gan on a, b; θ,η: deceive both, and |a−G(F(a))| + |b−F(G(b))|  [Zhu2017, eq. 3]."""
    F, G, A, B, a, b = nets["F"], nets["G"], nets["A"], nets["B"], batch["a"], batch["b"]
    a_fake, b_fake = G(b), F(a)
    cycle = laplace_nll(G(b_fake), a).mean() + laplace_nll(F(a_fake), b).mean()
    return {
        "phi": discriminate(A(a), A(a_fake.detach())),
        "psi": discriminate(B(b), B(b_fake.detach())),
        "theta,eta": deceive(frozen(A)(a_fake)) + deceive(frozen(B)(b_fake)) + cycle,
    }


def context_encoder(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: ½‖x − G(m ⊙ x)‖² + λ (−log D(G(m ⊙ x))), λ = 0.1; m keeps a border  [Pathak2016]."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    kept = torch.ones_like(x)
    kept[:, :, 1:3, 1:3] = 0
    completed = G(kept * x)
    judged = completed.sigmoid()
    return {
        "phi": discriminate(D(batch["r"]), D(judged.detach())),
        "theta": unit_normal_nll(completed, x).mean() + 0.1 * deceive(frozen(D)(judged)),
    }


def pix2pix(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan on pairs (a, x); θ: ½ deceit + ½·100·|x − G(a)| (−log Laplace)  [Isola2017]."""
    G, D, a, x = nets["G"], nets["D"], batch["a"], batch["x"]
    x_fake = G(a)
    return {
        "phi": discriminate(D(a, x), D(a, x_fake.detach())),
        "theta": 0.5 * deceive(frozen(D)(a, x_fake)) + 0.5 * 100 * laplace_nll(x_fake, x).mean(),
    }


def acgan(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ as gan; θ,ω: ½ deceit − ½ log C(c|x) − ½ log C(c|G(z, c))  [Odena2017, eq. 2 and 3]."""
    G, D, C, x, c = nets["G"], nets["D"], nets["C"], batch["x"], batch["c"]
    x_fake = G(noise["z"], c).sigmoid()
    told = categorical_nll(C(x), c).mean() + categorical_nll(C(x_fake), c).mean()
    return {
        "phi": discriminate(D(x), D(x_fake.detach())),
        "theta,omega": 0.5 * deceive(frozen(D)(x_fake)) + 0.5 * told,
    }
