"""Idiomatic scripts: what PyTorch's examples and the well-known collections of models do.

Probabilities and `binary_cross_entropy`, two heads for location and log-variance, Adam as it
comes, one pass of the discriminator for real and one for generated examples, and a backward pass
of the generator's loss that goes through all parameters of the discriminator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.cases import Case, adam, normal
from benchmarks.contest import Contestant, Losses, Noise


class Heads(nn.Module):
    """A net of location and log-variance as a script writes it: a layer for each."""

    def __init__(self, net: nn.Sequential) -> None:
        """Take over the weights of a net whose last layer makes both."""
        super().__init__()
        *trunk, last = net
        half = last.out_features // 2
        self.trunk = nn.Sequential(*trunk)
        self.loc, self.log_var = (nn.Linear(last.in_features, half) for _ in range(2))
        with torch.no_grad():
            for head, rows in ((self.loc, slice(0, half)), (self.log_var, slice(half, None))):
                head.weight.copy_(last.weight[rows])
                head.bias.copy_(last.bias[rows])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Location and log-variance."""
        h = self.trunk(x)
        return self.loc(h), self.log_var(h)


def reparameterise(loc: Tensor, log_var: Tensor, noise: Tensor | None) -> Tensor:
    """A draw."""
    std = torch.exp(0.5 * log_var)
    eps = torch.randn_like(std) if noise is None else noise
    return loc + eps * std


def divergence(loc: Tensor, log_var: Tensor) -> Tensor:
    """KL to the standard normal, [B]."""
    return -0.5 * torch.sum(1 + log_var - loc.pow(2) - log_var.exp(), dim=1)


def given(noise: Noise, name: str) -> Tensor | None:
    """The noise that is dictated, if any."""
    return None if noise is None else noise[name]


def ae(case: Case) -> Contestant:
    """An autoencoder."""
    nets, x = case.nets(), case.batch["x"]
    encoder, decoder = nets["E"], nn.Sequential(nets["G"], nn.Sigmoid())
    optimizer = adam(encoder, decoder)

    def step(noise: Noise) -> Losses:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(decoder(encoder(x)), x, reduction="sum") / len(x)
        loss.backward()
        optimizer.step()
        return {"theta,eta": loss}

    return Contestant("plain", step, {})


def vae(case: Case) -> Contestant:
    """PyTorch's example `vae/main.py`; its loss is a sum over the batch."""
    nets, x = case.nets(), case.batch["x"]
    encoder, decoder = Heads(nets["E"]), nn.Sequential(nets["G"], nn.Sigmoid())
    optimizer = adam(encoder, decoder)

    def step(noise: Noise) -> Losses:
        optimizer.zero_grad()
        loc, log_var = encoder(x)
        recon = decoder(reparameterise(loc, log_var, given(noise, "z")))
        loss = F.binary_cross_entropy(recon, x, reduction="sum") + divergence(loc, log_var).sum()
        loss.backward()
        optimizer.step()
        return {"theta,eta": loss}

    return Contestant("plain", step, {"theta,eta": 1 / len(x)})


def gan(case: Case) -> Contestant:
    """PyTorch's example `dcgan/main.py`."""
    return _game(case, with_code=False)


def conv_gan(case: Case) -> Contestant:
    """The same with a DCGAN, which soon shows that a multiple of a loss is another to Adam."""
    return replace(gan(case), proof_steps=2)


def infogan(case: Case) -> Contestant:
    """The same with a net that tells the code."""
    return _game(case, with_code=True)


def _game(case: Case, *, with_code: bool) -> Contestant:
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    g = nn.Sequential(nets["G"], nn.Sigmoid())
    d = nn.Sequential(nets["D"], nn.Sigmoid())
    q = Heads(nets["Q"]) if with_code else nn.Identity()
    optimizer_d, optimizer_g = adam(d), adam(g, q)
    criterion = nn.BCELoss()
    ones, zeros = torch.ones(size, 1), torch.zeros(size, 1)

    def step(noise: Noise) -> Losses:
        d.zero_grad()
        real = criterion(d(x), ones)
        real.backward()
        z = normal(noise, "z", size, width)
        fake = g(z)
        fooled = criterion(d(fake.detach()), zeros)
        fooled.backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        loss = criterion(d(fake), ones)
        if with_code:
            loc, log_var = q(fake)
            loss = (
                loss
                - torch.distributions.Normal(loc, torch.exp(0.5 * log_var))
                .log_prob(z)
                .sum(1)
                .mean()
            )
        loss.backward()
        optimizer_g.step()
        return {"phi": real + fooled, "theta,eta" if with_code else "theta": loss}

    return Contestant("plain", step, {"phi": 0.5})


def infogan_code(case: Case) -> Contestant:
    """The same with a code of classes beside the noise."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    g = nn.Sequential(nets["G"], nn.Sigmoid())
    d, q = nn.Sequential(nets["D"], nn.Sigmoid()), nets["Q"]
    optimizer_d, optimizer_g = adam(d), adam(g, q)
    criterion, classify = nn.BCELoss(), nn.CrossEntropyLoss()
    ones, zeros = torch.ones(size, 1), torch.zeros(size, 1)

    def step(noise: Noise) -> Losses:
        z = normal(noise, "z", size, width)
        code = torch.randint(10, (size,)) if noise is None else (10 * noise["c"]).long()
        fake = g(torch.cat([z, F.one_hot(code, 10).to(z.dtype)], 1))
        optimizer_d.zero_grad()
        d_loss = 0.5 * (criterion(d(x), ones) + criterion(d(fake.detach()), zeros))
        d_loss.backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        loss = criterion(d(fake), ones) + classify(q(fake), code)
        loss.backward()
        optimizer_g.step()
        return {"phi": d_loss, "theta,eta": loss}

    return Contestant("plain", step, {})


def aae(case: Case) -> Contestant:
    """An adversarial autoencoder."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    encoder = nets["E"]
    decoder, d = (nn.Sequential(nets[name], nn.Sigmoid()) for name in ("G", "D"))
    optimizer_d, optimizer_g = adam(d), adam(encoder, decoder)
    criterion = nn.BCELoss()
    ones, zeros = torch.ones(size, 1), torch.zeros(size, 1)

    def step(noise: Noise) -> Losses:
        z = normal(noise, "z", size, width)
        code = encoder(x)
        optimizer_d.zero_grad()
        d_loss = 0.5 * (criterion(d(z), ones) + criterion(d(code.detach()), zeros))
        d_loss.backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        recon = F.binary_cross_entropy(decoder(code), x, reduction="sum") / size
        loss = criterion(d(code), ones) + recon
        loss.backward()
        optimizer_g.step()
        return {"phi": d_loss, "theta,eta": loss}

    return Contestant("plain", step, {})


def aavae(case: Case) -> Contestant:
    """An adversary-activated VAE, real and generated examples one after the other."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    encoder = Heads(nets["Q"])
    decoder, d = (nn.Sequential(nets[name], nn.Sigmoid()) for name in ("G", "D"))
    optimizer_d, optimizer_g = adam(d), adam(encoder, decoder)
    criterion = nn.BCELoss()
    ones, zeros = torch.ones(size, 1), torch.zeros(size, 1)

    def negative_elbo(x: Tensor, noise: Tensor | None) -> Tensor:
        loc, log_var = encoder(x)
        recon = decoder(reparameterise(loc, log_var, noise))
        nll = F.binary_cross_entropy(recon, x, reduction="none").sum(1)
        return nll + divergence(loc, log_var)

    def step(noise: Noise) -> Losses:
        with torch.no_grad():
            fake = decoder(normal(noise, "z_prior", size, width))
        optimizer_d.zero_grad()
        d_loss = 0.5 * (criterion(d(x), ones) + criterion(d(fake), zeros))
        d_loss.backward()
        optimizer_d.step()
        with torch.no_grad():
            weight, weight_fake = d(x).flatten(), d(fake).flatten()
        optimizer_g.zero_grad()
        real = weight * negative_elbo(x, given(noise, "z"))
        generated = weight_fake * negative_elbo(fake, given(noise, "z_generated"))
        loss = 0.5 * real.mean() + 0.5 * generated.mean()
        loss.backward()
        optimizer_g.step()
        return {"phi": d_loss, "theta,eta": loss}

    return Contestant("plain", step, {})


def ada(case: Case) -> Contestant:
    """Adversarial domain adaptation with labels exchanged for the features."""
    nets, size = case.nets(), case.size.batch
    (source, target), t = (case.batch["z"][d] for d in ("source", "target")), case.batch["t"]
    g, c, d = nets["G"], nets["C"], nn.Sequential(nets["D"], nn.Sigmoid())
    optimizer_d, optimizer_g = adam(d), adam(g, c)
    criterion, classify = nn.BCELoss(), nn.CrossEntropyLoss()
    ones, zeros = torch.ones(size, 1), torch.zeros(size, 1)

    def step(noise: Noise) -> Losses:
        a, b = g(source), g(target)
        optimizer_d.zero_grad()
        d_loss = 0.5 * (criterion(d(a.detach()), ones) + criterion(d(b.detach()), zeros))
        d_loss.backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        confused = 0.5 * (criterion(d(a), zeros) + criterion(d(b), ones))
        loss = confused + 0.5 * classify(c(a), t)
        loss.backward()
        optimizer_g.step()
        return {"phi": d_loss, "theta,omega": loss}

    return Contestant("plain", step, {})


def helmholtz(case: Case) -> Contestant:
    """A Helmholtz machine by wake and sleep."""
    nets, x, z = case.nets(), case.batch["x"], case.size.z
    g1, g2, r1, r2 = (nn.Sequential(nets[n], nn.Sigmoid()) for n in ("G1", "G2", "R1", "R2"))
    optimizers = {"theta": adam(g1, g2), "lambda": adam(r1, r2)}

    def draw(p: Tensor, noise: Noise, name: str) -> Tensor:
        return torch.bernoulli(p) if noise is None else (noise[name] < p).to(p.dtype)

    def nll(p: Tensor, value: Tensor) -> Tensor:
        return F.binary_cross_entropy(p, value, reduction="sum") / len(value)

    def step(noise: Noise) -> Losses:
        with torch.no_grad():
            h1 = draw(r1(x), noise, "h1")
            h2 = draw(r2(h1), noise, "h2")
            dream2 = draw(torch.full((len(x), z), 0.5), noise, "h2_sleep")
            dream1 = draw(g2(dream2), noise, "h1_sleep")
            dream = draw(g1(dream1), noise, "x_sleep")
        losses = {}
        for player in ("theta", "lambda"):
            optimizers[player].zero_grad()
            loss = (
                nll(g1(h1), x) + nll(g2(h2), h1)
                if player == "theta"
                else nll(r1(dream), dream1) + nll(r2(dream1), dream2)
            )
            loss.backward()
            optimizers[player].step()
            losses[player] = loss
        return losses

    return Contestant("plain", step, {})


SCRIPTS: Mapping[str, Callable[[Case], Contestant]] = {
    "ae": ae,
    "vae": vae,
    "gan": gan,
    "infogan": infogan,
    "infogan-code": infogan_code,
    "aae": aae,
    "aavae": aavae,
    "ada": ada,
    "helmholtz": helmholtz,
    "conv-gan": conv_gan,
    "conv-vae": vae,
}
