"""The same models in pythae: its model classes, and what its trainers do with a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import torch
from pythae import models, trainers
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseDiscriminator, BaseEncoder
from torch import Tensor, nn

from benchmarks.cases import Case, adam
from benchmarks.contest import Contestant, Losses, Noise
from benchmarks.dictate import dictated


class Encoder(BaseEncoder):
    """Our net of location and log-variance, or of a code alone."""

    def __init__(self, net: nn.Module, *, code: bool = False) -> None:
        """With our net."""
        super().__init__()
        self.net, self.code = net, code

    def forward(self, x: Tensor) -> Any:
        """The embedding."""
        raw = self.net(x)
        if self.code:
            return ModelOutput(embedding=raw, log_covariance=torch.zeros_like(raw))
        loc, log_var = raw.chunk(2, dim=1)
        return ModelOutput(embedding=loc, log_covariance=log_var)


class Decoder(BaseDecoder):
    """Our net of logits."""

    def __init__(self, net: nn.Module) -> None:
        """With our net."""
        super().__init__()
        self.net = net

    def forward(self, z: Tensor) -> Any:
        """The mean."""
        return ModelOutput(reconstruction=torch.sigmoid(self.net(z)))


class Judge(BaseDiscriminator):
    """Our discriminator."""

    def __init__(self, net: nn.Module) -> None:
        """With our net."""
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Any:
        """The probability of real."""
        return ModelOutput(embedding=torch.sigmoid(self.net(x)))


def vae(case: Case) -> Contestant:
    """`VAE` and `BaseTrainer`'s update."""
    nets, size = case.nets(), case.size
    config = models.VAEConfig(input_dim=(size.x,), latent_dim=size.z, reconstruction_loss="bce")
    model = models.VAE(config, encoder=Encoder(nets["E"]), decoder=Decoder(nets["G"]))
    trainer, batch = SimpleNamespace(optimizer=adam(model)), {"data": case.batch["x"]}

    def step(noise: Noise) -> Losses:
        with dictated(noise, "z"):
            output = model(batch)
        trainers.BaseTrainer._optimizers_step(trainer, output)
        return {"theta,eta": output.loss}

    return Contestant("pythae", step, {})


def aae(case: Case) -> Contestant:
    """`Adversarial_AE` and `AdversarialTrainer`'s update: both losses before either moves."""
    nets, size = case.nets(), case.size
    config = models.Adversarial_AE_Config(
        input_dim=(size.x,),
        latent_dim=size.z,
        reconstruction_loss="bce",
        adversarial_loss_scale=1.0,
        deterministic_posterior=True,
    )
    encoder, decoder = Encoder(nets["E"], code=True), Decoder(nets["G"])
    d = Judge(nets["D"])
    model = models.Adversarial_AE(config, encoder, decoder, d)
    trainer = SimpleNamespace(
        autoencoder_optimizer=adam(encoder, decoder), discriminator_optimizer=adam(d)
    )
    batch = {"data": case.batch["x"]}

    def step(noise: Noise) -> Losses:
        with dictated(noise, "z", "z"):
            output = model(batch)
        trainers.AdversarialTrainer._optimizers_step(trainer, output)
        return {"phi": output.discriminator_loss, "theta,eta": output.autoencoder_loss}

    return Contestant("pythae", step, {"phi": 0.5}, proof_steps=1)


SCRIPTS: Mapping[str, Callable[[Case], Contestant]] = {"vae": vae, "aae": aae}
