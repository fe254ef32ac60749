"""The same models in pixyz, as its own examples write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from pixyz import distributions, models
from pixyz.losses import AdversarialJensenShannon, KullbackLeibler
from torch import Tensor, nn

from benchmarks.cases import BETAS, LR, Case
from benchmarks.contest import Contestant, Losses, Noise
from benchmarks.dictate import dictated

ADAM = {"lr": LR, "betas": BETAS}


class Encoder(distributions.Normal):
    """q(z|x)."""

    def __init__(self, net: nn.Module) -> None:
        """With our net."""
        super().__init__(var=["z"], cond_var=["x"], name="q")
        self.net = net

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """The parameters."""
        loc, log_var = self.net(x).chunk(2, dim=1)
        return {"loc": loc, "scale": torch.exp(0.5 * log_var)}


class Decoder(distributions.Bernoulli):
    """p(x|z)."""

    def __init__(self, net: nn.Module) -> None:
        """With our net."""
        super().__init__(var=["x"], cond_var=["z"], name="p")
        self.net = net

    def forward(self, z: Tensor) -> dict[str, Tensor]:
        """The parameters."""
        return {"probs": torch.sigmoid(self.net(z))}


class Generator(distributions.Deterministic):
    """x = G(z)."""

    def __init__(self, net: nn.Module) -> None:
        """With our net."""
        super().__init__(var=["x"], cond_var=["z"], name="p")
        self.net = net

    def forward(self, z: Tensor) -> dict[str, Tensor]:
        """The value."""
        return {"x": torch.sigmoid(self.net(z))}


class Code(distributions.Deterministic):
    """z = E(x)."""

    def __init__(self, net: nn.Module) -> None:
        """With our net."""
        super().__init__(var=["z"], cond_var=["x"], name="q")
        self.net = net

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """The value."""
        return {"z": self.net(x)}


def judge(net: nn.Module, read: str) -> Any:
    """The discriminator of a variable."""

    class Judge(distributions.Deterministic):
        def __init__(self) -> None:
            super().__init__(var=["t"], cond_var=[read], name="d")
            self.net = net

        def forward(self, **given: Tensor) -> dict[str, Tensor]:
            return {"t": torch.sigmoid(self.net(given[read]))}

    return Judge()


def fresh(batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The batch as tensor objects that pixyz has not seen: it caches parameters by object."""
    return {name: value[:] for name, value in batch.items()}


def prior(width: int) -> Any:
    """N(0, 1) on z."""
    zero, one = torch.tensor(0.0), torch.tensor(1.0)
    return distributions.Normal(
        loc=zero, scale=one, var=["z"], features_shape=[width], name="p_{prior}"
    )


def vae(case: Case) -> Contestant:
    """`pixyz.models.VAE` with an analytical KL."""
    nets, batch = case.nets(), case.batch
    q, p = Encoder(nets["E"]), Decoder(nets["G"])
    kl = KullbackLeibler(q, prior(case.size.z))
    model = models.VAE(q, p, regularizer=kl, optimizer_params=ADAM)

    def step(noise: Noise) -> Losses:
        with dictated(noise, "z"):
            return {"theta,eta": model.train(fresh(batch))}

    return Contestant("pixyz", step, {})


def gan(case: Case) -> Contestant:
    """`pixyz.models.GAN`; it draws again for each player, so only the first loss is ours."""
    nets, batch = case.nets(), case.batch
    generated = (Generator(nets["G"]) * prior(case.size.z)).marginalize_var("z")
    model = models.GAN(
        generated, judge(nets["D"], "x"), optimizer_params=ADAM, d_optimizer_params=ADAM
    )

    def step(noise: Noise) -> Losses:
        with dictated(noise, "z", "z"):
            theta, phi = model.train(fresh(batch))
        if noise is None:
            return {}
        # Real examples add a detached term to the generator's loss.
        logits = nets["D"](batch["x"])
        constant = nn.functional.softplus(logits).mean()
        return {"phi": phi, "theta": theta - constant}

    return Contestant("pixyz", step, {"phi": 0.5})


def aae(case: Case) -> Contestant:
    """A reconstruction and an adversarial divergence of codes, `Model` with a loss of its own."""
    nets, batch, width = case.nets(), case.batch, case.size.z
    code, p, data = Code(nets["E"]), Decoder(nets["G"]), distributions.EmpiricalDistribution(["x"])
    codes = (code * data).marginalize_var("x")
    d = judge(nets["D"], "z")
    divergence = AdversarialJensenShannon(prior(width), codes, d, optimizer_params=ADAM)
    loss = (-p.log_prob().expectation(code)).mean() + divergence
    model = models.Model(loss, distributions=[code, p], optimizer_params=ADAM)

    def step(noise: Noise) -> Losses:
        with dictated(noise, "z", "z"):
            phi = divergence.loss_train(fresh(batch))
            theta = model.train(fresh(batch))
        if noise is None:
            return {}
        logits = nets["D"](noise["z"])
        return {"phi": phi, "theta,eta": theta - nn.functional.softplus(logits).mean()}

    return Contestant("pixyz", step, {"phi": 0.5})


SCRIPTS: Mapping[str, Callable[[Case], Contestant]] = {"vae": vae, "gan": gan, "aae": aae}
