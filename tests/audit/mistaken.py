"""Losses as people have written them wrong: what the trackers of other projects are full of.

Each has the spec that it was meant for, the player whose loss is wrong, and what an audit must say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

Losses = Callable[[Any, Any, Any], Mapping[str, Tensor]]


class Mistaken(NamedTuple):
    """A wrong loss.

    Attributes:
        spec: the name of the spec in the zoo.
        player: whose loss is wrong; the others are right.
        mistake: the name of the mistake, as an audit gives it.
        says: what its message must say.
        losses: the loss function.
    """

    spec: str
    player: str
    mistake: str
    says: str
    losses: Losses


MISTAKEN: dict[str, Mistaken] = {}


def mistaken(spec: str, player: str, mistake: str, says: str) -> Callable[[Losses], Losses]:
    """Add a function to the table; its docstring is what was done."""

    def add(losses: Losses) -> Losses:
        assert losses.__doc__ is not None
        MISTAKEN[losses.__name__] = Mistaken(spec, player, mistake, says, losses)
        return losses

    return add


def bce(logits: Tensor, label: float) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def fool(net: Any, fake: Tensor) -> Tensor:
    return bce(net(fake), 1.0)


def judge(net: Any, real: Tensor, fake: Tensor) -> Tensor:
    return 0.5 * bce(net(real), 1.0) + 0.5 * bce(net(fake.detach()), 0.0)


def encode(raw: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    loc, log_var = raw.chunk(2, -1)
    return loc, log_var, loc + torch.exp(0.5 * log_var) * noise


def kl(loc: Tensor, log_var: Tensor) -> Tensor:
    return -0.5 * (1 + log_var - loc**2 - log_var.exp()).sum(1).mean()


def scored(logits: Tensor, x: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1).mean()


def normal_nll(raw: Tensor, value: Tensor) -> Tensor:
    loc, log_var = raw.chunk(2, -1)
    squares = (value - loc) ** 2 / log_var.exp()
    return 0.5 * (squares + log_var + math.log(2 * math.pi)).sum(1)


@mistaken("gan", "phi", "exchanged_labels", "labels are exchanged")
def gan_labels(nets, batch, noise):
    """GAN: real examples get the label of fake ones, and fake ones that of real ones."""
    fake = nets["G"](noise["z"]).sigmoid()
    d = 0.5 * bce(nets["D"](batch["x"]), 0.0) + 0.5 * bce(nets["D"](fake.detach()), 1.0)
    return {"phi": d, "theta": fool(nets["D"], fake)}


@mistaken("gan", "phi", "leak", "φ's loss also reaches G through x_fake")
def gan_no_detach(nets, batch, noise):
    """GAN: the sample is not detached in the discriminator's loss."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = 0.5 * bce(D(batch["x"]), 1.0) + 0.5 * bce(D(fake), 0.0)
    return {"phi": d, "theta": fool(D, fake)}


@mistaken("gan", "theta", "saturating", "saturating")
def gan_saturating(nets, batch, noise):
    """GAN: the generator minimises log(1 − D(G(z))), which saturates."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    return {
        "phi": judge(D, batch["x"], fake),
        "theta": torch.log(1 - D(fake).sigmoid()).mean(),
    }


@mistaken("gan", "theta", "no_gradient", "no gradient")
def gan_generator_detached(nets, batch, noise):
    """GAN: the generator's loss reads the detached sample."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid().detach()
    return {"phi": judge(D, batch["x"], fake), "theta": fool(D, fake)}


@mistaken("gan", "phi", "double_sigmoid", "sigmoid is taken twice")
def gan_double_sigmoid(nets, batch, noise):
    """GAN: probabilities are passed to binary_cross_entropy_with_logits."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    p, q = D(batch["x"]).sigmoid(), D(fake.detach()).sigmoid()
    return {"phi": 0.5 * bce(p, 1.0) + 0.5 * bce(q, 0.0), "theta": fool(D, fake)}


@mistaken("gan", "theta", "exchanged_labels", "labels are exchanged")
def gan_generator_label(nets, batch, noise):
    """GAN: the generator is trained with the label of fake examples."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    return {"phi": judge(D, batch["x"], fake), "theta": bce(D(fake), 0.0)}


@mistaken("gan", "theta", "unsquashed", "without the sigmoid")
def gan_no_sigmoid(nets, batch, noise):
    """GAN: the generator's output is not squashed into [0, 1] in its own loss."""
    D, raw = nets["D"], nets["G"](noise["z"])
    return {"phi": judge(D, batch["x"], raw.sigmoid()), "theta": fool(D, raw)}


@mistaken("gan", "phi", "weight", "weight 2")
def gan_half_of_one_side(nets, batch, noise):
    """GAN: the ½ stands before one of the two sides only."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = 0.5 * bce(D(batch["x"]), 1.0) + bce(D(fake.detach()), 0.0)
    return {"phi": d, "theta": fool(D, fake)}


@mistaken("wgan", "phi", "sign", "wrong sign")
def wgan_sign(nets, batch, noise):
    """WGAN: the critic's loss has the wrong sign."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    return {
        "phi": 0.5 * (D(batch["x"]).mean() - D(fake.detach()).mean()),
        "theta": -D(fake).mean(),
    }


@mistaken("wgan-gp", "phi", "slope", "one-sided")
def wgan_one_sided(nets, batch, noise):
    """WGAN-GP: slopes below 1 are not penalised."""
    D, x, fake = nets["D"], batch["x"], nets["G"](noise["z"]).sigmoid()
    u = noise["y"][:, None]
    at = (u * x + (1 - u) * fake).detach().requires_grad_()
    (slope,) = torch.autograd.grad(D(at).sum(), at, create_graph=True)
    penalty = F.relu(slope.norm(dim=1) - 1).square().mean()
    d = 0.5 * D(fake.detach()).mean() - 0.5 * D(x).mean() + 5 * penalty
    return {"phi": d, "theta": -D(fake).mean()}


@mistaken("lsgan", "phi", "shifted_target", "target of D is −1")
def lsgan_targets(nets, batch, noise):
    """LSGAN: the discriminator regresses to −1 on fake examples, where the spec has 0."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = 0.5 * (D(batch["x"]) - 1).square().mean() + 0.5 * (D(fake.detach()) + 1).square().mean()
    return {"phi": d, "theta": (D(fake) - 1).square().mean()}


@mistaken("hinge-gan", "theta", "saturating", "negative of what the discriminator pays")
def hinge_generator(nets, batch, noise):
    """Hinge GAN: the generator's loss has a hinge too."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = 0.5 * F.relu(1 - D(batch["x"])).mean() + 0.5 * F.relu(1 + D(fake.detach())).mean()
    return {"phi": d, "theta": -F.relu(1 + D(fake)).mean()}


@mistaken("vae", "theta,eta", "weight", "average over the 16 elements of z")
def vae_kl_mean(nets, batch, noise):
    """VAE: the KL is averaged over the elements of the code, the likelihood summed."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    mean = -0.5 * torch.mean(1 + log_var - loc**2 - log_var.exp())
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + mean}


@mistaken("vae", "theta,eta", "weight", "average over the 5 elements of x")
def vae_likelihood_mean(nets, batch, noise):
    """VAE: the cross-entropy is averaged over the elements of x, the KL summed."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    nll = F.binary_cross_entropy_with_logits(nets["G"](z), batch["x"])
    return {"theta,eta": nll + kl(loc, log_var)}


@mistaken("vae", "theta,eta", "weight", "you sum over the batch")
def vae_kl_sum(nets, batch, noise):
    """VAE: the KL is summed over the batch, the likelihood averaged."""
    x = batch["x"]
    loc, log_var, z = encode(nets["E"](x), noise["z"])
    return {"theta,eta": scored(nets["G"](z), x) + kl(loc, log_var) * len(x)}


@mistaken("vae", "theta,eta", "weight", "its sign is flipped")
def vae_kl_sign(nets, batch, noise):
    """VAE: the KL is subtracted."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    return {"theta,eta": scored(nets["G"](z), batch["x"]) - kl(loc, log_var)}


@mistaken("vae", "theta,eta", "log_variance", "log-variance is read as the logarithm of σ")
def vae_scale(nets, batch, noise):
    """VAE: a sample is loc + exp(log_var) ε."""
    loc, log_var = nets["E"](batch["x"]).chunk(2, -1)
    z = loc + log_var.exp() * noise["z"]
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + kl(loc, log_var)}


@mistaken("vae", "theta,eta", "reversed_kl", "KL(p ‖ q)")
def vae_kl_reversed(nets, batch, noise):
    """VAE: KL(p ‖ q) in the place of KL(q ‖ p), arguments of kl_divergence exchanged."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    q = torch.distributions.Normal(loc, (0.5 * log_var).exp())
    p = torch.distributions.Normal(torch.zeros_like(loc), torch.ones_like(loc))
    divergence = torch.distributions.kl_divergence(p, q).sum(1).mean()
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + divergence}


@mistaken("vae", "theta,eta", "mean_for_sample", "z is the mean")
def vae_no_noise(nets, batch, noise):
    """VAE: the mean is decoded, and no sample is drawn."""
    loc, log_var = nets["E"](batch["x"]).chunk(2, -1)
    return {"theta,eta": scored(nets["G"](loc), batch["x"]) + kl(loc, log_var)}


@mistaken("vae", "theta,eta", "missing_entropy", "entropy of q is missing")
def vae_no_entropy(nets, batch, noise):
    """VAE: the KL is written as the mean squared code, without the entropy."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    squares = 0.5 * (loc**2 + log_var.exp()).sum(1).mean()
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + squares}


@mistaken("vae", "theta,eta", "other_density", "squared errors")
def vae_squares(nets, batch, noise):
    """VAE: squared errors of the image, where the spec says Bernoulli."""
    x = batch["x"]
    loc, log_var, z = encode(nets["E"](x), noise["z"])
    nll = 0.5 * (nets["G"](z).sigmoid() - x).square().sum(1).mean()
    return {"theta,eta": nll + kl(loc, log_var)}


@mistaken("vae", "theta,eta", "double_sigmoid", "sigmoid is taken twice")
def vae_double_sigmoid(nets, batch, noise):
    """VAE: a sigmoid stands before binary_cross_entropy_with_logits."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    return {"theta,eta": scored(nets["G"](z).sigmoid(), batch["x"]) + kl(loc, log_var)}


@mistaken("beta-vae", "theta,eta", "weight", "weight 4 of the drawing is missing")
def beta_forgotten(nets, batch, noise):
    """β-VAE: β is forgotten."""
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + kl(loc, log_var)}


def log_weights(nets, batch, noise):
    x, eps = batch["x"], noise["z"]
    loc, log_var = nets["E"](x).chunk(2, -1)
    z = loc + (0.5 * log_var).exp() * eps
    prior = torch.distributions.Normal(torch.zeros_like(z), 1.0)
    q = torch.distributions.Normal(loc, (0.5 * log_var).exp())
    logits = nets["G"](z.flatten(0, 1)).reshape(len(z), *x.shape)
    nll = F.binary_cross_entropy_with_logits(logits, x.expand_as(logits), reduction="none")
    return prior.log_prob(z).sum(-1) - q.log_prob(z).sum(-1) - nll.sum(-1)


@mistaken("iwae", "theta,eta", "importance_weights", "weights are inverted")
def iwae_inverted(nets, batch, noise):
    """IWAE: losses are weighed by their own softmax, so that the worst draw weighs most."""
    loss = -log_weights(nets, batch, noise)
    return {"theta,eta": (F.softmax(loss, 0) * loss).sum(0).mean()}


@mistaken("iwae", "theta,eta", "importance_weights", "mean is taken of the logarithms")
def iwae_elbo(nets, batch, noise):
    """IWAE: the mean over the draws is taken outside of the logarithm."""
    return {"theta,eta": -log_weights(nets, batch, noise).mean(0).mean()}


@mistaken("infogan", "theta,eta", "detached", "x_fake is detached")
def infogan_detached(nets, batch, noise):
    """InfoGAN: the code is read off a detached sample, so the generator learns no information."""
    D, z = nets["D"], noise["z"]
    fake = nets["G"](z).sigmoid()
    told = normal_nll(nets["Q"](fake.detach()), z).mean()
    return {"phi": judge(D, batch["x"], fake), "theta,eta": fool(D, fake) + told}


@mistaken("infogan", "theta,eta", "missing", "log q(z|x_fake) is missing")
def infogan_without_code(nets, batch, noise):
    """InfoGAN: the term that reads the code is left out."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    return {"phi": judge(D, batch["x"], fake), "theta,eta": fool(D, fake)}


@mistaken("aae", "phi", "exchanged_labels", "labels are exchanged")
def aae_labels(nets, batch, noise):
    """AAE: codes are called real and draws of the prior fake."""
    D, x = nets["D"], batch["x"]
    z = nets["E"](x)
    d = 0.5 * bce(D(z.detach()), 1.0) + 0.5 * bce(D(noise["z"]), 0.0)
    return {"phi": d, "theta,eta": scored(nets["G"](z), x) + fool(D, z)}


@mistaken("ali", "phi", "other_draw", "belongs")
def ali_pairs(nets, batch, noise):
    """ALI: samples are paired with the codes of data."""
    D, x, prior = nets["D"], batch["x"], noise["z_prior"]
    _, _, z = encode(nets["E"](x), noise["z"])
    fake = nets["G"](prior).sigmoid()
    wrong = 0.5 * bce(D(x, z.detach()), 1.0) + 0.5 * bce(D(fake.detach(), z.detach()), 0.0)
    return {"phi": wrong, "eta,theta": 0.5 * bce(D(x, z), 0.0) + 0.5 * bce(D(fake, prior), 1.0)}


@mistaken("ali", "eta,theta", "missing", "is missing")
def ali_encoder(nets, batch, noise):
    """ALI: the encoder's half of the game is forgotten."""
    D, x, prior = nets["D"], batch["x"], noise["z_prior"]
    _, _, z = encode(nets["E"](x), noise["z"])
    fake = nets["G"](prior).sigmoid()
    d = 0.5 * bce(D(x, z.detach()), 1.0) + 0.5 * bce(D(fake.detach(), prior), 0.0)
    return {"phi": d, "eta,theta": 0.5 * bce(D(fake, prior), 1.0)}


@mistaken("ada", "theta,omega", "exchanged_labels", "labels are exchanged")
def ada_labels(nets, batch, noise):
    """Domain adaptation: the features are trained with the labels of the discriminator."""
    G, D = nets["G"], nets["D"]
    source, target = G(batch["z"]["source"]), G(batch["z"]["target"])
    known = F.cross_entropy(nets["C"](source), batch["t"])
    return {
        "phi": 0.5 * bce(D(source.detach()), 1.0) + 0.5 * bce(D(target.detach()), 0.0),
        "theta,omega": 0.5 * known + 0.5 * bce(D(source), 1.0) + 0.5 * bce(D(target), 0.0),
    }


@mistaken("helmholtz", "lambda", "other_draw", "belong")
def helmholtz_wake(nets, batch, noise):
    """Wake–sleep: recognition is trained on codes of data, in the wake phase, and not on dreams."""
    losses = wake_sleep(nets, batch, noise)
    x, h1 = batch["x"], losses.pop("h1")
    h2_sleep, h1_sleep = losses.pop("h2_sleep"), losses.pop("h1_sleep")
    losses["lambda"] = scored(nets["R2"](h1_sleep), h2_sleep) + scored(nets["R1"](x), h1)
    return losses


def wake_sleep(nets, batch, noise):
    x = batch["x"]
    with torch.no_grad():
        h1 = (noise["h1"] < nets["R1"](x).sigmoid()).double()
        h2 = (noise["h2"] < nets["R2"](h1).sigmoid()).double()
        h2_sleep = (noise["h2_sleep"] < 0.5).double()
        h1_sleep = (noise["h1_sleep"] < nets["G2"](h2_sleep).sigmoid()).double()
        x_sleep = (noise["x_sleep"] < nets["G1"](h1_sleep).sigmoid()).double()
    return {
        "theta": scored(nets["G1"](h1), x) + scored(nets["G2"](h2), h1),
        "lambda": scored(nets["R2"](h1_sleep), h2_sleep) + scored(nets["R1"](x_sleep), h1_sleep),
        "h1": h1,
        "h2_sleep": h2_sleep,
        "h1_sleep": h1_sleep,
    }


@mistaken("vaegan", "eta,theta", "shared_noise", "made from the noise of")
def vaegan_noise(nets, batch, noise):
    """VAE/GAN: the sample of the prior reuses the noise of the encoder."""
    G, D, x = nets["G"], nets["D"], batch["x"]
    loc, log_var, z = encode(nets["E"](x), noise["z"])
    fake, reused = G(noise["z_prior"]).sigmoid(), G(noise["z"]).sigmoid()
    bound = 0.5 * scored(G(z), x) + 0.5 * kl(loc, log_var)
    return {"phi": judge(D, x, fake), "eta,theta": bound + 0.5 * fool(D, reused)}


@mistaken("diffusion", "theta", "other_target", "compared with the data")
def diffusion_target(nets, batch, noise):
    """Diffusion: the net is trained to tell the data, where the spec says the noise."""
    x, t, eps = batch["x"], noise["t"], noise["u"]
    u = torch.cos(0.5 * math.pi * t) * x + torch.sin(0.5 * math.pi * t) * eps
    return {"theta": 0.5 * (nets["U"](u, t) - x).square().sum(1).mean()}


@mistaken("gan", "phi", "other_player", "a term of θ")
def gan_players(nets, batch, noise):
    """GAN: the losses of both players are exchanged."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    return {"phi": fool(D, fake), "theta": fool(D, fake)}


@mistaken("acgan", "theta,omega", "weight", "weight 2")
def acgan_weight(nets, batch, noise):
    """ACGAN: the class of samples counts twice as much as that of data."""
    D, C, x, c = nets["D"], nets["C"], batch["x"], batch["c"]
    fake = nets["G"](noise["z"], c).sigmoid()
    told = F.cross_entropy(C(fake), c) + 0.5 * F.cross_entropy(C(x), c)
    return {"phi": judge(D, x, fake), "theta,omega": told + 0.5 * fool(D, fake)}


@mistaken("cyclegan", "theta,eta", "weight", "weight 10 of the drawing is missing")
def cyclegan_lambda(nets, batch, noise):
    """CycleGAN: λ = 10 is missing before the cycle of b."""
    A, B, a, b = nets["A"], nets["B"], batch["a"], batch["b"]
    fake_b, fake_a = nets["F"](a), nets["G"](b)
    cycle_a = (nets["G"](fake_b) - a).abs().sum(1).mean()
    cycle_b = (nets["F"](fake_a) - b).abs().sum(1).mean()
    return {
        "phi": judge(A, a, fake_a),
        "psi": judge(B, b, fake_b),
        "theta,eta": fool(B, fake_b) + fool(A, fake_a) + 10 * cycle_a + cycle_b,
    }


@mistaken("gan", "theta", "double_sigmoid", "the sigmoid is taken twice")
def gan_sigmoids_misplaced(nets, batch, noise):
    """GAN, two at once: the sigmoid is missing behind G, and stands behind D."""
    fake = nets["G"](noise["z"])
    right = judge(nets["D"], batch["x"], fake.sigmoid())
    return {"phi": right, "theta": bce(nets["D"](fake).sigmoid(), 1.0)}


@mistaken("vae", "theta,eta", "other_density", "the score is squared errors")
def vae_mean_of_squares(nets, batch, noise):
    """VAE, four at once: exp(log_var) ε, squared errors, and both terms averaged over elements."""
    loc, log_var = nets["E"](batch["x"]).chunk(2, -1)
    made = nets["G"](loc + log_var.exp() * noise["z"]).sigmoid()
    return {"theta,eta": F.mse_loss(made, batch["x"]) + kl(loc, log_var) / loc.shape[1]}


@mistaken("conv-gan", "phi", "batch_statistics", "the statistics of other batches")
def dcgan_joined(nets, batch, noise):
    """DCGAN: D is called once on real and generated images, whose statistics its norms mix."""
    fake, D = nets["G"](noise["z"]).sigmoid(), nets["D"]
    real, made = D(torch.cat([batch["x"], fake.detach()])).chunk(2)
    return {"phi": 0.5 * bce(real, 1.0) + 0.5 * bce(made, 0.0), "theta": fool(D, fake)}


@mistaken("gan", "phi", "smoothed_label", "its label is smoothed: it counts 9/10")
def gan_smoothed(nets, batch, noise):
    """GAN: labels of real examples are smoothed to 0.9, which the drawing does not say."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    d = 0.5 * bce(D(batch["x"]), 0.9) + 0.5 * bce(D(fake.detach()), 0.0)
    return {"phi": d, "theta": fool(D, fake)}


@mistaken("wgan-gp", "phi", "slope", "of D's mean over the batch")
def wgan_slope_of_mean(nets, batch, noise):
    """WGAN-GP: the mean of D over the batch is differentiated, and not the sum."""
    D, x, fake = nets["D"], batch["x"], nets["G"](noise["z"]).sigmoid()
    u = noise["y"][:, None]
    at = torch.lerp(fake, x, u).detach().requires_grad_()
    (slope,) = torch.autograd.grad(D(at).mean(), at, create_graph=True)
    penalty = (slope.norm(dim=1) - 1).square().mean()
    d = 0.5 * D(fake.detach()).mean() - 0.5 * D(x).mean() + 5 * penalty
    return {"phi": d, "theta": -D(fake).mean()}


@mistaken("wgan-gp", "phi", "no_gradient", "has no gradient")
def wgan_no_graph(nets, batch, noise):
    """WGAN-GP: create_graph is forgotten, so that the penalty teaches nothing."""
    D, x, fake = nets["D"], batch["x"], nets["G"](noise["z"]).sigmoid()
    at = torch.lerp(fake, x, noise["y"][:, None]).detach().requires_grad_()
    (slope,) = torch.autograd.grad(D(at).sum(), at)
    d = D(fake.detach()).mean() - D(x).mean() + 10 * (slope.norm(dim=1) - 1).square().mean()
    return {"phi": 0.5 * d, "theta": -D(fake).mean()}


@mistaken("pix2pix", "phi", "argument_order", "D gets lower and upper")
def pix2pix_order(nets, batch, noise):
    """Pix2pix: the discriminator gets the pictures in the other order than for the generator."""
    upper, lower, D = batch["upper"], batch["lower"], nets["D"]
    fake = nets["G"](upper)
    d = 0.5 * bce(D(lower, upper), 1.0) + 0.5 * bce(D(fake.detach(), upper), 0.0)
    g = 0.5 * bce(D(upper, fake), 1.0) + 50 * (fake - lower).abs().sum(1).mean()
    return {"phi": d, "theta": g}


@mistaken("cyclegan", "phi", "other_node", "b_fake stands where a_fake belongs")
def cyclegan_domains(nets, batch, noise):
    """CycleGAN: the judge of domain a is shown what was made for domain b."""
    A, B, a, b = nets["A"], nets["B"], batch["a"], batch["b"]
    fake_b, fake_a = nets["F"](a), nets["G"](b)
    cycle = (nets["G"](fake_b) - a).abs().sum(1) + (nets["F"](fake_a) - b).abs().sum(1)
    return {
        "phi": judge(A, a, fake_b),
        "psi": judge(B, b, fake_b),
        "theta,eta": fool(B, fake_b) + fool(A, fake_a) + 10 * cycle.mean(),
    }


@mistaken("dann", "theta,omega", "weight", "the weight 1/10 of the drawing is missing")
def dann_lambda(nets, batch, noise):
    """DANN: the gradient is reversed, and λ = 0.1 is forgotten."""
    G, D = nets["G"], nets["D"]
    source, target = G(batch["z"]["source"]), G(batch["z"]["target"])
    known = F.cross_entropy(nets["C"](source), batch["t"])
    return {
        "phi": judge(D, source.detach(), target),
        "theta,omega": 0.5 * known - 0.5 * bce(D(source), 1.0) - 0.5 * bce(D(target), 0.0),
    }


@mistaken("iwgan", "theta", "example_weights", "carry gradient")
def iwgan_weights(nets, batch, noise):
    """IWGAN: the importance weights of the examples are not detached."""
    D, fake = nets["D"], nets["G"](noise["z"]).sigmoid()
    weights = D(fake).softmax(0)
    return {
        "phi": judge(D, batch["x"], fake),
        "theta": (weights * F.softplus(-D(fake))).sum(),
    }


@mistaken("diffusion", "theta", "mixing", "square roots are missing")
def diffusion_roots(nets, batch, noise):
    """Diffusion: ᾱ x + (1 − ᾱ) ε, where roots of both belong."""
    x, t, eps = batch["x"], noise["t"], noise["u"]
    kept = torch.cos(0.5 * math.pi * t) ** 2
    return {"theta": F.mse_loss(nets["U"](kept * x + (1 - kept) * eps, t), eps)}


@mistaken("flow-matching", "theta", "mixing", "the level runs the other way")
def flow_matching_level(nets, batch, noise):
    """Flow matching: the level is 1 at data, as in other codebases, and the velocity goes there."""
    x, t, eps = batch["x"], noise["t"], noise["u"]
    told = nets["U"](t * x + (1 - t) * eps, t)
    return {"theta": 0.5 * (told - (x - eps)).square().sum(1).mean()}


@mistaken("realnvp", "theta", "weight", "its sign is flipped")
def realnvp_sign(nets, batch, noise):
    """RealNVP: the log-determinant is added to the loss."""
    z, log_det = nets["F"].inverse(batch["x"])
    return {"theta": (0.5 * z.square().sum(1) + log_det).mean()}


def squared_mmd(values, law, *, biased):
    def closeness(left, right):
        squares, width = torch.cdist(left, right).square(), 2.0 * left.shape[1]
        return sum(s * width / (s * width + squares) for s in (0.1, 0.2, 0.5, 1, 2, 5, 10))

    n = len(values)
    within = closeness(values, values) + closeness(law, law)
    pairs = within.mean() if biased else (within.sum() - within.trace()) / (n * (n - 1))
    return pairs - 2 * closeness(values, law).mean()


@mistaken("wae", "theta,eta", "other_discrepancy", "the estimate is biased")
def wae_biased(nets, batch, noise):
    """WAE: the diagonal counts in the MMD."""
    z = nets["E"](batch["x"])
    distance = squared_mmd(z, noise["z_prior"], biased=True)
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + 100 * distance}


@mistaken("hvae", "theta,eta", "standard_prior", "its prior is learnt")
def hierarchy_standard(nets, batch, noise):
    """Hierarchical VAE: the lower code is held to a standard Normal, so that G2 learns nothing."""
    h_loc, h_log_var, h = encode(nets["E1"](batch["x"]), noise["h"])
    loc, log_var, _ = encode(nets["E2"](h), noise["z"])
    return {
        "theta,eta": scored(nets["G1"](h), batch["x"]) + kl(h_loc, h_log_var) + kl(loc, log_var)
    }


@mistaken("gmvae", "theta,eta", "mixture_mean", "taken of the logarithms")
def gmvae_logarithms(nets, batch, noise):
    """GMVAE: the mean over the components is taken of log p(z|c), and not of p(z|c)."""
    x = batch["x"]
    raw = nets["E"](x)
    _, _, z = encode(raw, noise["z"])
    each = [normal_nll(nets["P"](torch.full((len(x),), c)), z) for c in range(10)]
    return {"theta,eta": scored(nets["G"](z), x) + (sum(each) / 10 - normal_nll(raw, z)).mean()}


def bits(nets, batch, noise, *, straight):
    x, logits = batch["x"], nets["E"](batch["x"])
    p = logits.sigmoid()
    z = (noise["z"] < p).double() + ((p - p.detach()) if straight else 0)
    made = nets["G"](z.flatten(0, 1)).reshape(len(z), *x.shape)
    nll = F.binary_cross_entropy_with_logits(made, x.expand_as(made), reduction="none").sum(-1)
    q, prior = torch.distributions.Bernoulli(logits=logits), torch.full_like(logits, 0.5)
    divergence = torch.distributions.kl_divergence(q, torch.distributions.Bernoulli(prior))
    return nll, q.log_prob(z.detach()).sum(-1), divergence.sum(1).mean()


@mistaken("discrete-vae", "theta,eta", "score", "gradient by the value of the term is left out")
def discrete_without_score(nets, batch, noise):
    """Discrete VAE: bits are sampled, and nothing gives the encoder their gradient."""
    nll, _, divergence = bits(nets, batch, noise, straight=False)
    return {"theta,eta": nll.mean() + divergence}


@mistaken("discrete-vae", "theta,eta", "score", "straight through")
def discrete_straight(nets, batch, noise):
    """Discrete VAE: bits have the gradient of their probabilities, where the spec says score."""
    nll, _, divergence = bits(nets, batch, noise, straight=True)
    return {"theta,eta": nll.mean() + divergence}


@mistaken("discrete-vae", "theta,eta", "score", "wrong sign")
def discrete_reward(nets, batch, noise):
    """Discrete VAE: the cost is weighed like a reward, with the wrong sign."""
    nll, log_q, divergence = bits(nets, batch, noise, straight=False)
    over = (nll - (nll.sum(0) - nll) / (len(nll) - 1)).detach()
    return {"theta,eta": (nll - over * log_q).mean() + divergence}


@mistaken("deep-kalman", "theta,eta", "reversed_kl", "and in 6 more, the KL goes the other way")
def filter_reversed(nets, batch, noise):
    """A filter over time: each KL to the step before goes the other way."""
    loc, log_var, z = encode(nets["E0"](batch["x_1"]), noise["z_0"])
    loss = kl(loc, log_var)
    for t in range(1, 9):
        p_loc, p_log_var = nets["P"](z).chunk(2, -1)
        loc, log_var, z = encode(nets["E"](batch[f"x_{t}"], z), noise[f"z_{t}"])
        q = torch.distributions.Normal(loc, (0.5 * log_var).exp())
        p = torch.distributions.Normal(p_loc, (0.5 * p_log_var).exp())
        loss = loss + torch.distributions.kl_divergence(p, q).sum(1).mean()
        loss = loss + scored(nets["G"](z), batch[f"x_{t}"])
    return {"theta,eta": loss}
