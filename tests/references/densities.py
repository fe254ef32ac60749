"""Raw family parameters → log-densities, divergences (nats, one per example) and samples."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

Nets = Mapping[str, nn.Module]
Batch = Mapping[str, Any]
Noise = Mapping[str, Tensor]
Losses = dict[str, Tensor]


def frozen(net: nn.Module) -> Callable[..., Tensor]:
    """The same function with constant parameters: gradients flow through it, never into it."""
    constants = {name: parameter.detach() for name, parameter in net.named_parameters()}
    return lambda *parents: functional_call(net, constants, parents)


def per_example(elements: Tensor) -> Tensor:
    """Sum over everything but the batch: [B, …] → [B]."""
    return elements.reshape(len(elements), -1).sum(1)


def split(params: Tensor) -> tuple[Tensor, Tensor]:
    """Location and log-variance, joined on the last axis, or on the channels of an image."""
    location, log_variance = params.chunk(2, dim=1 if params.ndim == 4 else -1)
    return location, log_variance


def bernoulli_nll(logits: Tensor, x: Tensor) -> Tensor:
    """−log Bernoulli(x; σ(a)) = softplus(a) − a·x, for hard and for soft x."""
    return per_example(F.softplus(logits) - logits * x)


def normal_nll(params: Tensor, x: Tensor) -> Tensor:
    """−log Normal(x; μ, σ²) = ½ (log 2π + log σ² + (x − μ)²/σ²)."""
    mean, log_variance = split(params)
    squares = (x - mean).square() / log_variance.exp()
    return 0.5 * per_example(math.log(2 * math.pi) + log_variance + squares)


def unit_normal_nll(mean: Tensor, x: Tensor) -> Tensor:
    """−log Normal(x; μ, 1) = ½ (log 2π + (x − μ)²)."""
    return 0.5 * per_example(math.log(2 * math.pi) + (x - mean).square())


def laplace_nll(location: Tensor, x: Tensor) -> Tensor:
    """−log Laplace(x; m, 1) = log 2 + |x − m|."""
    return per_example(math.log(2) + (x - location).abs())


def continuous_bernoulli_nll(logits: Tensor, x: Tensor) -> Tensor:
    """−log p(x; σ(a)) = log ∫₀¹ exp(a·u) du − a·x = log(sinh t / t) + t − a·x, t = a/2."""
    t = logits / 2
    small = t.abs() < 0.1
    far = torch.where(small, torch.ones_like(t), t).abs()  # keeps both branches finite
    near = torch.where(small, t, torch.zeros_like(t)).square()
    direct = far + torch.log(-torch.expm1(-2 * far)) - torch.log(2 * far)
    series = near / 6 - near**2 / 180 + near**3 / 2835 - near**4 / 37800
    return per_example(torch.where(small, series, direct) + t - logits * x)


def categorical_nll(logits: Tensor, c: Tensor) -> Tensor:
    """−log Categorical(c; softmax(a)), c of shape [B]."""
    return F.cross_entropy(logits, c, reduction="none")


def kl_to_standard_normal(params: Tensor) -> Tensor:
    """KL(Normal(μ, σ²) ‖ Normal(0, 1)) = ½ Σ (μ² + σ² − 1 − log σ²)  [Kingma2014, app. B]."""
    mean, log_variance = split(params)
    return 0.5 * per_example(mean.square() + log_variance.exp() - 1 - log_variance)


def draw_normal(params: Tensor, epsilon: Tensor) -> Tensor:
    """A reparameterised sample μ + σ·ε."""
    mean, log_variance = split(params)
    return mean + (log_variance / 2).exp() * epsilon


def draw_bernoulli(logits: Tensor, uniform: Tensor) -> Tensor:
    """1 where u < p, else 0, in the type of the logits; no gradient."""
    return (uniform < logits.sigmoid()).to(logits.dtype)


def draw_uniform_category(k: int, uniform: Tensor) -> Tensor:
    """Inverse CDF of the uniform law on k categories: the first c with u < (c + 1)/k."""
    cdf = torch.arange(1, k + 1, dtype=uniform.dtype, device=uniform.device) / k
    return torch.bucketize(uniform, cdf, right=True).clamp(max=k - 1)
