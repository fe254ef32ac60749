"""`residual(6, 6, 4)` against the same blocks, written by hand on the parameters of the model."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

import schematic
from tests.extending.comparing import uniforms

SPEC = """
visible x : unit[3] ~ data

x ..|> h = E[η]
h -> x ~ G[θ]

latent h : real[2]

net E = residual(6, 6, 4, act = tanh)
net G = mlp(5)
"""


def linear(weights: Mapping[str, Tensor], name: str, value: Tensor) -> Tensor:
    return F.linear(value, weights[f"{name}.weight"], weights.get(f"{name}.bias"))


def block(weights: Mapping[str, Tensor], name: str, value: Tensor) -> Tensor:
    inner = linear(weights, f"{name}.inner.1", value.tanh())
    shortcut = (
        linear(weights, f"{name}.outer", value) if f"{name}.outer.weight" in weights else value
    )
    return shortcut + linear(weights, f"{name}.inner.3", inner.tanh())


torch.manual_seed(0)
model = schematic.compile(schematic.parse(SPEC), seed=0).double()
weights = dict(model.E.named_parameters())
x = uniforms(7, 3)
value = linear(weights, "0", x)
for number in (1, 2, 3):
    value = block(weights, str(number), value)
expected = linear(weights, "4", value)
found = model.E(x)
torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)
slopes = [torch.autograd.grad(v.square().sum(), weights.values()) for v in (found, expected)]
torch.testing.assert_close(*slopes, rtol=1e-10, atol=1e-12)
