"""Right losses in the styles in which people write them: none of them may be accused."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.distributions import Bernoulli, Categorical, Independent, Normal, kl_divergence
from torch.func import functional_call
from torch.nn import functional as F

from tests.audit.mistaken import (
    bce,
    bits,
    encode,
    judge,
    kl,
    log_weights,
    normal_nll,
    scored,
    squared_mmd,
    wake_sleep,
)

Losses = Callable[[Any, Any, Any], Mapping[str, Tensor]]


class Correct(NamedTuple):
    """A right loss, and the spec that it is of."""

    spec: str
    losses: Losses


CORRECT: dict[str, Correct] = {}


def correct(spec: str) -> Callable[[Losses], Losses]:
    """Add a function to the table; its docstring is its style."""

    def add(losses: Losses) -> Losses:
        assert losses.__doc__ is not None
        CORRECT[losses.__name__] = Correct(spec, losses)
        return losses

    return add


@correct("gan")
def gan_of_probabilities(nets, batch, noise):
    """GAN: nn.BCELoss of sigmoids, labels of ones and zeros; D keeps gradients of θ's loss."""
    D, x = nets["D"], batch["x"]
    fake, loss = torch.sigmoid(nets["G"](noise["z"])), nn.BCELoss()
    ones, zeros = torch.ones(len(x), 1).double(), torch.zeros(len(x), 1).double()
    real, made = loss(torch.sigmoid(D(x)), ones), loss(torch.sigmoid(D(fake.detach())), zeros)
    return {"phi": (real + made) / 2, "theta": loss(torch.sigmoid(D(fake)), ones)}


@correct("gan")
def gan_without_half(nets, batch, noise):
    """GAN: softplus, without the ½: twice the loss of φ."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = F.softplus(-D(batch["x"])).mean() + F.softplus(D(fake.detach())).mean()
    return {"phi": d, "theta": F.softplus(-D(fake)).mean()}


@correct("gan")
def gan_joined(nets, batch, noise):
    """GAN: one call of D for both halves, which are joined; the player's names are Greek."""
    D, x = nets["D"], batch["x"]
    with torch.no_grad():
        fake = nets["G"](noise["z"]).sigmoid()
    labels = torch.cat([torch.ones(len(x), 1), torch.zeros(len(x), 1)]).double()
    d = F.binary_cross_entropy_with_logits(D(torch.cat([x, fake])), labels)
    return {"φ": d, "θ": -F.logsigmoid(D(nets["G"](noise["z"]).sigmoid())).mean()}


@correct("gan")
def gan_frozen(nets, batch, noise):
    """GAN: D does not learn while the generator's loss is made, by requires_grad_."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = judge(D, batch["x"], fake)
    for parameter in D.parameters():
        parameter.requires_grad_(False)
    g = bce(D(fake), 1.0)
    for parameter in D.parameters():
        parameter.requires_grad_(True)
    return {"phi": d, "theta": g}


@correct("gan")
def gan_guarded(nets, batch, noise):
    """GAN: logarithms of probabilities, with 1e-9 inside against log 0."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    p, q = D(batch["x"]).sigmoid(), D(fake.detach()).sigmoid()
    d = -0.5 * torch.mean(torch.log(p + 1e-9) + torch.log(1 - q + 1e-9))
    return {"phi": d, "theta": -torch.log(D(fake).sigmoid() + 1e-9).mean()}


@correct("wgan-gp")
def wgan_gp(nets, batch, noise):
    """WGAN-GP: the noise is the share of the fake example; λ = 10, and no ½."""
    D, x = nets["D"], batch["x"]
    fake, u = nets["G"](noise["z"]).sigmoid(), noise["y"][:, None]
    at = (x + u * (fake.detach() - x)).requires_grad_(True)
    ones = torch.ones(len(x), 1, dtype=torch.float64)
    slope = torch.autograd.grad(D(at), at, ones, create_graph=True, retain_graph=True)[0]
    penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean() * 10
    return {"phi": -D(x).mean() + D(fake.detach()).mean() + penalty, "theta": -D(fake).mean()}


@correct("lsgan")
def lsgan_mse(nets, batch, noise):
    """LSGAN: F.mse_loss with ones and zeros, the generator's with a ½ too."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    real, made, told = D(batch["x"]), D(fake.detach()), D(fake)
    d = 0.5 * (F.mse_loss(real, torch.ones_like(real)) + F.mse_loss(made, 0 * made))
    return {"phi": d, "theta": 0.5 * F.mse_loss(told, torch.ones_like(told))}


@correct("hinge-gan")
def hinge(nets, batch, noise):
    """Hinge GAN: written with torch.minimum."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    real, made = D(batch["x"]), D(fake.detach())
    zero = torch.zeros_like(real)
    d = -torch.minimum(real - 1, zero).mean() - torch.minimum(-made - 1, zero).mean()
    return {"phi": d, "theta": -D(fake).mean()}


@correct("vae")
def vae_distributions(nets, batch, noise):
    """VAE: torch.distributions throughout."""
    x = batch["x"]
    loc, log_var = nets["E"](x).chunk(2, -1)
    q = Independent(Normal(loc, torch.exp(log_var / 2)), 1)
    p = Independent(Normal(torch.zeros_like(loc), torch.ones_like(loc)), 1)
    z = q.base_dist.loc + q.base_dist.scale * noise["z"]
    likelihood = Bernoulli(logits=nets["G"](z), validate_args=False).log_prob(x).sum(-1)
    return {"eta,theta": -(likelihood - kl_divergence(q, p)).mean()}


@correct("vae")
def vae_sums(nets, batch, noise):
    """VAE: reduction="sum" for both parts, as in PyTorch's example; B times the loss."""
    x = batch["x"]
    mu, logvar = nets["E"](x).chunk(2, 1)
    z = mu + noise["z"] * torch.exp(0.5 * logvar)
    likelihood = F.binary_cross_entropy(torch.sigmoid(nets["G"](z)), x, reduction="sum")
    divergence = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return {"theta,eta": likelihood + divergence}


@correct("vae")
def vae_loop(nets, batch, noise):
    """VAE: a loop over examples."""
    total = torch.zeros((), dtype=torch.float64)
    for x, epsilon in zip(batch["x"], noise["z"], strict=True):
        loc, log_var, z = encode(nets["E"](x[None]), epsilon[None])
        total = total + scored(nets["G"](z), x[None]) + kl(loc, log_var)
    return {"theta,eta": total / len(batch["x"])}


@correct("vae")
def vae_without_constant(nets, batch, noise):
    """VAE: the KL without its constant −½."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    divergence = 0.5 * (loc**2 + log_var.exp() - log_var).sum(1).mean()
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + divergence}


@correct("vae")
def vae_functional(nets, batch, noise):
    """VAE: functional_call with a dictionary of parameters."""
    E, G = nets["E"], nets["G"]
    raw = functional_call(E, dict(E.named_parameters()), (batch["x"],))
    loc, log_var, z = encode(raw, noise["z"])
    logits = functional_call(G, dict(G.named_parameters()), (z,))
    return {"theta,eta": scored(logits, batch["x"]) + kl(loc, log_var)}


@correct("vae")
def vae_in_place(nets, batch, noise):
    """VAE: it changes the noise in place, which is a copy."""
    loc, log_var = nets["E"](batch["x"]).chunk(2, -1)
    z = noise["z"].mul_((0.5 * log_var).exp().detach() * 0 + 1) * (0.5 * log_var).exp() + loc
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + kl(loc, log_var)}


@correct("beta-vae")
def beta_vae(nets, batch, noise):
    """β-VAE: the β of the drawing, and the KL as a sum over elements of a mean over the batch."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    each = 0.5 * (loc**2 + log_var.exp() - log_var - 1)
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + 4.0 * each.mean(0).sum()}


@correct("iwae")
def iwae_surrogate(nets, batch, noise):
    """IWAE: the weighted sum whose gradient is that of the bound, weights detached."""
    weights = log_weights(nets, batch, noise)
    share = torch.softmax(weights, 0).detach()
    return {"theta,eta": -(share * weights).sum(0).mean()}


@correct("iwae")
def iwae_logsumexp(nets, batch, noise):
    """IWAE: logsumexp, minus log k."""
    weights = log_weights(nets, batch, noise)
    return {"theta,eta": -(torch.logsumexp(weights, 0) - math.log(len(weights))).mean()}


@correct("infogan")
def infogan(nets, batch, noise):
    """InfoGAN: the generator's loss and the information loss are added."""
    D, z = nets["D"], noise["z"]
    fake = nets["G"](z).sigmoid()
    loc, log_var = nets["Q"](fake).chunk(2, 1)
    information = -Normal(loc, (0.5 * log_var).exp()).log_prob(z).sum(1).mean()
    return {"phi": judge(D, batch["x"], fake), "theta,eta": bce(D(fake), 1.0) + information}


@correct("infogan-code")
def infogan_classes(nets, batch, noise):
    """InfoGAN with a class: F.cross_entropy; the noise of the class is a uniform number."""
    D, x = nets["D"], batch["x"]
    k = nets["Q"](x).shape[1]
    c = (noise["c"] * k).long()
    fake = nets["G"](noise["z"], c).sigmoid()
    told = -Categorical(logits=nets["Q"](fake)).log_prob(c).mean()
    return {"phi": judge(D, x, fake), "theta,eta": bce(D(fake), 1.0) + told}


@correct("aae")
def aae(nets, batch, noise):
    """AAE: two calls of the encoder, one under no_grad for the discriminator."""
    E, G, D, x = nets["E"], nets["G"], nets["D"], batch["x"]
    with torch.no_grad():
        held = E(x)
    d = 0.5 * bce(D(noise["z"]), 1.0) + 0.5 * bce(D(held), 0.0)
    return {"phi": d, "theta,eta": scored(G(E(x)), x) + bce(D(E(x)), 1.0)}


@correct("ali")
def ali(nets, batch, noise):
    """ALI: the sum of both halves, without ½, for both players."""
    D, x, prior = nets["D"], batch["x"], noise["z_prior"]
    _, _, z = encode(nets["E"](x), noise["z"])
    fake = nets["G"](prior).sigmoid()
    d = F.softplus(-D(x, z.detach())) + F.softplus(D(fake.detach(), prior))
    return {
        "phi": d.mean(),
        "eta,theta": (F.softplus(D(x, z)) + F.softplus(-D(fake, prior))).mean(),
    }


@correct("dann")
def dann_reversal(nets, batch, noise):
    """DANN: a layer that reverses gradients, 0.1 times, and one pass through the discriminator."""

    class Reversed(torch.autograd.Function):
        @staticmethod
        def forward(context, value):
            return value.clone()

        @staticmethod
        def backward(context, slope):
            return -0.1 * slope

    G, D, C = nets["G"], nets["D"], nets["C"]
    source, target = G(batch["z"]["source"]), G(batch["z"]["target"])

    def domains(source: Tensor, target: Tensor) -> Tensor:
        return 0.5 * bce(D(source), 1.0) + 0.5 * bce(D(target), 0.0)

    told = F.cross_entropy(C(source), batch["t"])
    reversed_domains = domains(Reversed.apply(source), Reversed.apply(target))
    return {
        "phi": domains(source.detach(), target.detach()),
        "theta,omega": 0.5 * told + reversed_domains,
    }


@correct("helmholtz")
def helmholtz(nets, batch, noise):
    """Wake–sleep: samples by comparison with uniforms, under no_grad."""
    losses = wake_sleep(nets, batch, noise)
    return {"theta": losses["theta"], "lambda": losses["lambda"]}


@correct("ssvae")
def semi_supervised(nets, batch, noise):
    """Semi-supervised VAE: labelled and unlabelled examples apart, one code for all classes."""
    x, t, epsilon = batch["x"], batch["t"], noise["z"]
    seen, G, E, C = t >= 0, nets["G"], nets["E"], nets["C"]

    def bound(x: Tensor, t: Tensor, epsilon: Tensor) -> Tensor:
        loc, log_var, z = encode(E(x, t), epsilon)
        nll = F.binary_cross_entropy_with_logits(G(z, t), x, reduction="none").sum(1)
        return nll - 0.5 * (1 + log_var - loc**2 - log_var.exp()).sum(1)

    known = bound(x[seen], t[seen], epsilon[seen])
    known = known + 10 * F.cross_entropy(C(x[seen]), t[seen], reduction="none")
    log_q = C(x[~seen]).log_softmax(1)
    k = log_q.shape[1]
    each = [bound(x[~seen], torch.full_like(t[~seen], c), epsilon[~seen]) for c in range(k)]
    unknown = (log_q.exp() * (torch.stack(each, 1) + log_q + math.log(k))).sum(1)
    return {"theta,eta": (known.sum() + unknown.sum()) / len(x)}


@correct("diffusion")
def diffusion(nets, batch, noise):
    """Diffusion: the mean squared error of the noise; a factor of the number of elements."""
    t, eps = noise["t"], noise["u"]
    u = torch.cos(0.5 * math.pi * t) * batch["x"] + torch.sin(0.5 * math.pi * t) * eps
    return {"theta": F.mse_loss(nets["U"](u, t), eps)}


@correct("cvae")
def cvae_joined(nets, batch, noise):
    """CVAE: everything in one expression, an example each, then the mean."""
    x, c = batch["x"], batch["c"]
    loc, log_var, z = encode(nets["E"](x, c), noise["z"])
    log_prior = Normal(0.0, 1.0)
    divergence = kl_divergence(Normal(loc, (0.5 * log_var).exp()), log_prior).sum(1)
    nll = (F.softplus(nets["G"](z, c)) - x * nets["G"](z, c)).sum(1)
    return {"theta,eta": torch.mean(nll + divergence)}


@correct("vaegan")
def vaegan(nets, batch, noise):
    """VAE/GAN: without the ½ that the two branches give, for both players."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    loc, log_var, z = encode(nets["E"](x), noise["z"])
    fake = G(noise["z_prior"]).sigmoid()
    bound = scored(G(z), x) + kl(loc, log_var)
    return {"phi": 2 * judge(D, x, fake), "eta,theta": bound + bce(D(fake), 1.0)}


@correct("hvae")
def hierarchy(nets, batch, noise):
    """Hierarchical VAE: log-densities at the sample, of torch.distributions and by hand."""
    x = batch["x"]
    loc, log_var, h = encode(nets["E1"](x), noise["h"])
    q = Normal(loc, (0.5 * log_var).exp()).log_prob(h).sum(1)
    loc_z, log_var_z, z = encode(nets["E2"](h), noise["z"])
    ratio = q + normal_nll(nets["G2"](z), h)
    return {"theta,eta": scored(nets["G1"](h), x) + ratio.mean() + kl(loc_z, log_var_z)}


@correct("conv-gan")
def dcgan_in_training(nets, batch, noise):
    """DCGAN: nets are put in training mode; the generator is called twice, once under no_grad."""
    G, D = nets["G"].train(), nets["D"].train()
    with torch.no_grad():
        unlearned = G(noise["z"]).sigmoid()
    phi = judge(D, batch["x"], unlearned)
    return {"phi": phi, "theta": bce(D(G(noise["z"]).sigmoid()), 1.0)}


@correct("discrete-vae")
def discrete_score(nets, batch, noise):
    """Discrete VAE: cost times log q, without a baseline, whose expectation is 0."""
    nll, log_q, divergence = bits(nets, batch, noise, straight=False)
    return {"theta,eta": (nll + nll.detach() * log_q).mean() + divergence}


@correct("realnvp")
def realnvp_distribution(nets, batch, noise):
    """RealNVP: MultivariateNormal, and the log-determinant that the inverse returns."""
    z, log_det = nets["F"].inverse(batch["x"])
    prior = torch.distributions.MultivariateNormal(torch.zeros(2).double(), torch.eye(2).double())
    return {"theta": -(prior.log_prob(z) + log_det).mean()}


@correct("flow-matching")
def flow_matching(nets, batch, noise):
    """Flow matching: torch.lerp, and the mean of all squared errors."""
    x, eps, t = batch["x"], noise["u"], noise["t"]
    return {"theta": F.mse_loss(nets["U"](torch.lerp(x, eps, t), t), eps - x)}


@correct("infovae")
def infovae(nets, batch, noise):
    """InfoVAE: the MMD by cdist, without the diagonal."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    distance = squared_mmd(z, noise["z_prior"], biased=False)
    bound = scored(nets["G"](z), batch["x"]) + 0.5 * kl(loc, log_var)
    return {"theta,eta": bound + 100 * distance}


@correct("factor-vae")
def factor_vae(nets, batch, noise):
    """FactorVAE: codes permuted by gather, and D's logit as the penalty."""
    D, x = nets["D"], batch["x"]
    loc, log_var, z = encode(nets["E"](x), noise["z"])
    permuted = torch.gather(z, 0, noise["z_marginals"].argsort(0)).detach()
    bound = scored(nets["G"](z), x) + kl(loc, log_var)
    return {"phi": judge(D, permuted, z), "theta,eta": bound - 10 * D(z).mean()}


@correct("gmvae")
def gmvae_mixture(nets, batch, noise):
    """GMVAE: MixtureSameFamily, and one call of P for all components."""
    x = batch["x"]
    raw = nets["E"](x)
    _, _, z = encode(raw, noise["z"])
    loc, log_var = nets["P"](torch.arange(10)).chunk(2, -1)
    parts = Independent(Normal(loc, (0.5 * log_var).exp()), 1)
    prior = torch.distributions.MixtureSameFamily(Categorical(torch.ones(10).double()), parts)
    return {"theta,eta": scored(nets["G"](z), x) - (normal_nll(raw, z) + prior.log_prob(z)).mean()}


@correct("gail")
def gail(nets, batch, noise):
    """GAIL: a policy gradient of torch.distributions, and the reward −log(1 − D)."""
    s, D = batch["s"], nets["D"]
    policy = Categorical(logits=nets["P"](s))
    action = (noise["a"][:, None] >= policy.probs.cumsum(1)).sum(1).clamp(max=9)
    reward = F.softplus(D(s, action)).detach().squeeze(1)
    d = 0.5 * bce(D(s, batch["a"]), 1.0) + 0.5 * bce(D(s, action), 0.0)
    return {"phi": d, "theta": -(policy.log_prob(action) * reward).mean()}
