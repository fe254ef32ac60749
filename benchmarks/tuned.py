"""Scripts by someone who knows PyTorch well: the yardstick for a compiled step.

Losses on logits, one head for location and log-variance, a fused Adam, one generated batch, real
and generated examples in one pass of each net, and a backward pass of its own parameters only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import cross_entropy as classify
from torch.nn.functional import softplus

from benchmarks.cases import Case, adam, normal
from benchmarks.contest import Contestant, Losses, Noise


def update(optimizer: torch.optim.Optimizer, loss: Tensor, parameters: list[Tensor]) -> Tensor:
    """One update of these parameters alone."""
    optimizer.zero_grad()
    loss.backward(inputs=parameters)
    optimizer.step()
    return loss.detach()


def parameters_of(*nets: nn.Module) -> list[Tensor]:
    """All parameters."""
    return [p for net in nets for p in net.parameters()]


def halves(size: int) -> Tensor:
    """The labels of a batch whose first half is real."""
    return torch.cat([torch.ones(size, 1), torch.zeros(size, 1)])


def ae(case: Case) -> Contestant:
    """An autoencoder."""
    nets, x = case.nets(), case.batch["x"]
    encoder, decoder = nets["E"], nets["G"]
    optimizer = adam(encoder, decoder, fused=True)

    def step(noise: Noise) -> Losses:
        loss = cross_entropy(decoder(encoder(x)), x, reduction="sum") / len(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {"theta,eta": loss.detach()}

    return Contestant("tuned", step, {})


def vae(case: Case) -> Contestant:
    """A variational autoencoder."""
    return _vae(case, case.nets(), case.batch["x"])


def _vae(case: Case, nets: Mapping[str, nn.Module], x: Tensor) -> Contestant:
    size, width = case.size.batch, case.size.z
    encoder, decoder = nets["E"], nets["G"]
    optimizer = adam(encoder, decoder, fused=True)

    def step(noise: Noise) -> Losses:
        loc, log_var = encoder(x).chunk(2, dim=1)
        z = loc + torch.exp(0.5 * log_var) * normal(noise, "z", size, width)
        nll = cross_entropy(decoder(z), x, reduction="sum")
        loss = (nll - 0.5 * (1 + log_var - loc**2 - log_var.exp()).sum()) / size
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {"theta,eta": loss.detach()}

    return Contestant("tuned", step, {})


def in_channels_last(case: Case) -> tuple[dict[str, nn.Module], Tensor]:
    """Nets and images, with channels last in memory."""
    last = torch.channels_last
    nets = {name: net.to(memory_format=last) for name, net in case.nets().items()}
    return nets, case.batch["x"].clone(memory_format=last)


def conv_vae(case: Case) -> Contestant:
    """A VAE of convolutions."""
    return _vae(case, *in_channels_last(case))


def conv_gan(case: Case) -> Contestant:
    """A DCGAN: a batch norm takes real and generated images apart."""
    (nets, x), (size, width) = in_channels_last(case), (case.size.batch, case.size.z)
    g, d = nets["G"], nets["D"]
    optimizer_d, optimizer_g = adam(d, fused=True), adam(g, fused=True)
    of_d, of_g = parameters_of(d), parameters_of(g)

    def step(noise: Noise) -> Losses:
        fake = torch.sigmoid(g(normal(noise, "z", size, width)))
        d_loss = 0.5 * (softplus(-d(x)).mean() + softplus(d(fake.detach())).mean())
        d_loss = update(optimizer_d, d_loss, of_d)
        loss = update(optimizer_g, softplus(-d(fake)).mean(), of_g)
        return {"phi": d_loss, "theta": loss}

    return Contestant("tuned", step, {})


def gan(case: Case) -> Contestant:
    """A generative adversarial net."""
    return _game(case, with_code=False)


def infogan(case: Case) -> Contestant:
    """The same with a net that tells the code."""
    return _game(case, with_code=True)


def _game(case: Case, *, with_code: bool) -> Contestant:
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    g, d, q = nets["G"], nets["D"], nets.get("Q", nn.Identity())
    optimizer_d, optimizer_g = adam(d, fused=True), adam(g, q, fused=True)
    of_d, of_g = parameters_of(d), parameters_of(g, q)
    both, ones = halves(size), torch.ones(size, 1)
    half_log = 0.5 * width * math.log(2 * math.pi)

    def step(noise: Noise) -> Losses:
        z = normal(noise, "z", size, width)
        fake = torch.sigmoid(g(z))
        d_loss = cross_entropy(d(torch.cat([x, fake.detach()])), both)
        d_loss = update(optimizer_d, d_loss, of_d)
        loss = cross_entropy(d(fake), ones)
        if with_code:
            loc, log_var = q(fake).chunk(2, dim=1)
            square = (z - loc) ** 2 * torch.exp(-log_var) + log_var
            loss = loss + 0.5 / size * square.sum() + half_log
        loss = update(optimizer_g, loss, of_g)
        return {"phi": d_loss, "theta,eta" if with_code else "theta": loss}

    return Contestant("tuned", step, {})


def infogan_code(case: Case) -> Contestant:
    """The same with a code of classes beside the noise."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    g, d, q = nets["G"], nets["D"], nets["Q"]
    optimizer_d, optimizer_g = adam(d, fused=True), adam(g, q, fused=True)
    of_d, of_g = parameters_of(d), parameters_of(g, q)
    both, ones, rows = halves(size), torch.ones(size, 1), torch.eye(10)

    def step(noise: Noise) -> Losses:
        z = normal(noise, "z", size, width)
        code = torch.randint(10, (size,)) if noise is None else (10 * noise["c"]).long()
        fake = torch.sigmoid(g(torch.cat([z, rows[code]], 1)))
        d_loss = update(optimizer_d, cross_entropy(d(torch.cat([x, fake.detach()])), both), of_d)
        loss = cross_entropy(d(fake), ones) + classify(q(fake), code)
        return {"phi": d_loss, "theta,eta": update(optimizer_g, loss, of_g)}

    return Contestant("tuned", step, {})


def aae(case: Case) -> Contestant:
    """An adversarial autoencoder."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    encoder, decoder, d = nets["E"], nets["G"], nets["D"]
    optimizer_d, optimizer_g = adam(d, fused=True), adam(encoder, decoder, fused=True)
    of_d, of_g = parameters_of(d), parameters_of(encoder, decoder)
    both, ones = halves(size), torch.ones(size, 1)

    def step(noise: Noise) -> Losses:
        z = normal(noise, "z", size, width)
        code = encoder(x)
        d_loss = cross_entropy(d(torch.cat([z, code.detach()])), both)
        d_loss = update(optimizer_d, d_loss, of_d)
        nll = cross_entropy(decoder(code), x, reduction="sum")
        loss = update(optimizer_g, cross_entropy(d(code), ones) + nll / size, of_g)
        return {"phi": d_loss, "theta,eta": loss}

    return Contestant("tuned", step, {})


def aavae(case: Case) -> Contestant:
    """An adversary-activated VAE, real and generated examples in one pass of every net."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    encoder, decoder, d = nets["Q"], nets["G"], nets["D"]
    optimizer_d, optimizer_g = adam(d, fused=True), adam(encoder, decoder, fused=True)
    both = halves(size)

    def step(noise: Noise) -> Losses:
        with torch.no_grad():
            fake = torch.sigmoid(decoder(normal(noise, "z_prior", size, width)))
        stacked = torch.cat([x, fake])
        d_loss = update(optimizer_d, cross_entropy(d(stacked), both), parameters_of(d))
        with torch.no_grad():
            weight = torch.sigmoid(d(stacked))
        loc, log_var = encoder(stacked).chunk(2, dim=1)
        eps = (
            torch.randn(2 * size, width)
            if noise is None
            else torch.cat([noise["z"], noise["z_generated"]])
        )
        logits = decoder(loc + torch.exp(0.5 * log_var) * eps)
        nll = cross_entropy(logits, stacked, weight=weight, reduction="sum")
        kl = -0.5 * (weight * (1 + log_var - loc**2 - log_var.exp())).sum()
        optimizer_g.zero_grad()
        loss = (nll + kl) / (2 * size)
        loss.backward()
        optimizer_g.step()
        return {"phi": d_loss, "theta,eta": loss.detach()}

    return Contestant("tuned", step, {})


def ada(case: Case) -> Contestant:
    """Adversarial domain adaptation, both domains in one pass of every net."""
    nets, size = case.nets(), case.size.batch
    (source, target), t = (case.batch["z"][d] for d in ("source", "target")), case.batch["t"]
    g, c, d = nets["G"], nets["C"], nets["D"]
    optimizer_d, optimizer_g = adam(d, fused=True), adam(g, c, fused=True)
    of_d, of_g = parameters_of(d), parameters_of(g, c)
    both, exchanged = halves(size), 1 - halves(size)

    def step(noise: Noise) -> Losses:
        x = g(torch.cat([source, target]))
        d_loss = update(optimizer_d, cross_entropy(d(x.detach()), both), of_d)
        loss = cross_entropy(d(x), exchanged) + 0.5 * classify(c(x[:size]), t)
        return {"phi": d_loss, "theta,omega": update(optimizer_g, loss, of_g)}

    return Contestant("tuned", step, {})


def helmholtz(case: Case) -> Contestant:
    """A Helmholtz machine by wake and sleep."""
    nets, x, z = case.nets(), case.batch["x"], case.size.z
    g1, g2, r1, r2 = (nets[name] for name in ("G1", "G2", "R1", "R2"))
    wake, sleep = adam(g1, g2, fused=True), adam(r1, r2, fused=True)
    of_g, of_r = parameters_of(g1, g2), parameters_of(r1, r2)
    size = len(x)

    def draw(logits: Tensor, noise: Noise, name: str) -> Tensor:
        uniform = torch.rand_like(logits) if noise is None else noise[name]
        return (uniform < torch.sigmoid(logits)).to(logits.dtype)

    def nll(logits: Tensor, value: Tensor) -> Tensor:
        return cross_entropy(logits, value, reduction="sum")

    def step(noise: Noise) -> Losses:
        with torch.no_grad():
            h1 = draw(r1(x), noise, "h1")
            h2 = draw(r2(h1), noise, "h2")
            uniform = torch.rand(size, z) if noise is None else noise["h2_sleep"]
            dream2 = (uniform < 0.5).to(x.dtype)
            dream1 = draw(g2(dream2), noise, "h1_sleep")
            dream = draw(g1(dream1), noise, "x_sleep")
        theta = update(wake, (nll(g1(h1), x) + nll(g2(h2), h1)) / size, of_g)
        r = update(sleep, (nll(r1(dream), dream1) + nll(r2(dream1), dream2)) / size, of_r)
        return {"theta": theta, "lambda": r}

    return Contestant("tuned", step, {})


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
    "conv-vae": conv_vae,
}
