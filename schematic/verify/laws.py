"""Families with tensors for parameters, by `torch.distributions`: independent of emitted kernels.

Raw parameters are what the language says a net returns: a location and a log-variance (Normal) or a
log-scale (Laplace), or logits; numbers are the scale, or the probability. Tensors are [grid…, E],
E being the elements of an event; a class is one index, E = 1, and its logits are [grid…, classes].
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, distributions
from torch.nn import functional as F

from schematic.graph import Distribution
from schematic.verify.world import common_grid

Raw = Sequence[Tensor]


def _continuous(law: Distribution, raw: Raw) -> distributions.Distribution:
    """A family of numbers: its location, and its scale from a net, from a number, or both."""
    parameters = [*raw, *(torch.tensor(number, dtype=torch.float64) for number in law.numbers)]
    if law.family == "Normal":
        loc, scale = parameters
        return distributions.Normal(loc, torch.exp(scale / 2) if len(raw) == 2 else scale)
    if law.family == "Laplace":
        loc, scale = parameters
        return distributions.Laplace(loc, torch.exp(scale) if len(raw) == 2 else scale)
    if law.family == "Uniform":
        low, high = parameters
        return distributions.Uniform(low, high)
    return distributions.ContinuousBernoulli(logits=raw[0], validate_args=False)


def _logits(law: Distribution, raw: Raw) -> Tensor:
    """A Bernoulli's logits."""
    return raw[0] if raw else torch.logit(torch.tensor(law.numbers, dtype=torch.float64))


def log_density(law: Distribution, raw: Raw, value: Tensor) -> Tensor:
    """The log-density of values, summed over the elements of an event: [grid…]."""
    if law.family == "Bernoulli":
        return _log_bernoulli(_logits(law, raw), value).sum(-1)
    if law.family == "Categorical":
        log_p = torch.log_softmax(raw[0], -1)
        if value.is_floating_point():
            return (value * log_p).sum(-1)
        grid = common_grid((value.shape[:-1], log_p.shape[:-1]))
        return log_p.expand(*grid, -1).gather(-1, value.expand(*grid, 1)).squeeze(-1)
    return _continuous(law, raw).log_prob(value).sum(-1)


def _log_bernoulli(logits: Tensor, value: Tensor) -> Tensor:
    """The logarithm of σ(a)ᵛ σ(−a)¹⁻ᵛ; a value between 0 and 1 is a soft target."""
    return value * F.logsigmoid(logits) + (1 - value) * F.logsigmoid(-logits)


def mean(law: Distribution, raw: Raw) -> Tensor:
    """The mean: a location, probabilities, or for classes a row of probabilities."""
    if law.family == "Bernoulli":
        return torch.sigmoid(raw[0])
    if law.family == "Categorical":
        return torch.softmax(raw[0], -1)
    if law.family == "ContinuousBernoulli":
        return _continuous(law, raw).mean
    return raw[0]


def at_noise(law: Distribution, raw: Raw, noise: Tensor) -> Tensor:
    """The draw that base noise gives: standard normal for a Normal, else uniform on (0, 1)."""
    if law.family == "Normal":
        normal = _continuous(law, raw)
        return normal.mean + normal.stddev * noise
    if law.family == "Bernoulli":
        return (noise < torch.sigmoid(_logits(law, raw))).to(noise.dtype)
    if law.family == "Categorical":
        return (torch.softmax(raw[0], -1).cumsum(-1) < noise).sum(-1, keepdim=True)
    return _continuous(law, raw).icdf(noise)


def probability(law: Distribution, raw: Raw, value: Tensor) -> Tensor:
    """The probability of a value of a discrete family."""
    return log_density(law, raw, value).exp()
