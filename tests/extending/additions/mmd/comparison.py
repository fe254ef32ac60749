"""`match = mmd` against the Wasserstein autoencoder with MMD, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.distributions import Bernoulli

import schematic
from tests.extending.comparing import Nets, assert_losses, net, normals, uniforms

B, K, D = 6, 2, 2
LAW = 1.5
HOLLOW = """
visible x : binary[4] ~ data
latent  z : real[2]   ~ Normal(0, 1.5)

z ->   x ~ G[θ]
x ..|> z = E[η] {match = mmd}
"""
FILLED = """
visible x : binary[4] ~ data
latent  z : real[2]   ~ Normal(0, 1.5)

z ->  x ~ G[θ]
x ..> z ~ Normal(E[η], 0.5) {match = mmd, samples = 2}
"""

torch.manual_seed(0)
NETS = {"E": net(4, D), "G": net(D, 4)}
X = (uniforms(B, 4) > 0.5).double()
EPSILON, NOISE = normals(K, B, D), normals(B, D)


def kernel(a: Tensor, b: Tensor) -> Tensor:
    c, square = 2 * D * LAW**2, (a - b).square().sum()
    return sum(s * c / (s * c + square) for s in (0.1, 0.2, 0.5, 1, 2, 5, 10))


def mmd(values: Tensor, law: Tensor) -> Tensor:
    """The unbiased estimate, pair by pair  [Gretton2012, lemma 6]."""
    pairs = [(i, j) for i in range(B) for j in range(B)]
    apart = [(i, j) for i, j in pairs if i != j]
    inner = sum(kernel(v[i], v[j]) for v in (values, law) for i, j in apart) / len(apart)
    return inner - 2 * sum(kernel(values[i], law[j]) for i, j in pairs) / len(pairs)


def reconstruction(nets: Nets, z: Tensor) -> Tensor:
    return -Bernoulli(logits=nets["G"](z)).log_prob(X).sum(1).mean()


def hollow(nets: Nets) -> Mapping[str, Tensor]:
    """−log p(x|E(x)) + MMD²  [Tolstikhin2018]."""
    z = nets["E"](X)
    return {"theta,eta": reconstruction(nets, z) + mmd(z, LAW * NOISE)}


def filled(nets: Nets) -> Mapping[str, Tensor]:
    """The mean of both terms over k draws of each example."""
    draws = [nets["E"](X) + 0.5 * epsilon for epsilon in EPSILON]
    terms = [reconstruction(nets, z) + mmd(z, LAW * NOISE) for z in draws]
    return {"theta,eta": torch.stack(terms).mean()}


assert_losses(HOLLOW, NETS, {"x": X}, {"z_prior": NOISE}, hollow)
assert_losses(FILLED, NETS, {"x": X}, {"z": EPSILON, "z_prior": NOISE}, filled)
model = schematic.compile(schematic.parse(HOLLOW), nets=NETS)
try:
    model.losses({"x": X[:1]})
except schematic.SchematicError as error:
    print(error)
