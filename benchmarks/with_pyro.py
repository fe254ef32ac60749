"""The same models in Pyro, as its VAE tutorial writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyro
import torch
from pyro import distributions as dist
from pyro.infer import SVI, TraceMeanField_ELBO
from pyro.optim import Adam
from torch import Tensor

from benchmarks.cases import BETAS, LR, Case
from benchmarks.contest import Contestant, Losses, Noise
from benchmarks.dictate import dictated


def vae(case: Case) -> Contestant:
    """SVI with the mean-field ELBO (its KL is closed, as ours); the loss is a sum."""
    nets, x, width = case.nets(), case.batch["x"], case.size.z
    encoder, decoder = nets["E"], nets["G"]
    pyro.clear_param_store()

    def model(x: Tensor) -> None:
        pyro.module("decoder", decoder)
        with pyro.plate("data", len(x)):
            zeros, ones = x.new_zeros(len(x), width), x.new_ones(len(x), width)
            z = pyro.sample("latent", dist.Normal(zeros, ones).to_event(1))
            logits = decoder(z)
            pyro.sample("obs", dist.Bernoulli(logits=logits).to_event(1), obs=x)

    def guide(x: Tensor) -> None:
        pyro.module("encoder", encoder)
        with pyro.plate("data", len(x)):
            loc, log_var = encoder(x).chunk(2, dim=1)
            pyro.sample("latent", dist.Normal(loc, torch.exp(0.5 * log_var)).to_event(1))

    svi = SVI(model, guide, Adam({"lr": LR, "betas": BETAS}), loss=TraceMeanField_ELBO())

    def step(noise: Noise) -> Losses:
        with dictated(noise, "z"):
            return {"theta,eta": svi.step(x)}

    return Contestant("pyro", step, {"theta,eta": 1 / len(x)})


SCRIPTS: Mapping[str, Callable[[Case], Contestant]] = {"vae": vae}
