"""What a net tells of a diffused node, against what it should tell, as the papers write it.

A mixture is u = α(t) x + σ(t) ε; the formulas here know x, u and t, and take the noise from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from schematic.graph import Factor, Schematic
from schematic.graph.laws import Distribution

Curves = tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]
"""α and σ as functions of t."""

CURVES: Mapping[str, Curves] = {
    "cosine": (lambda t: torch.cos(math.pi * t / 2), lambda t: torch.sin(math.pi * t / 2)),
    "linear": (lambda t: 1 - t, lambda t: t),
}
"""[Nichol2021, eq. 17, without its offset] and [Lipman2023, eq. 20, at σ_min = 0]."""


SOURCES = {"noise": "Ho2020, eq. 14", "data": "Kingma2021", "velocity": "Lipman2023, eq. 23"}
"""Where the squared error of each target stands."""


def source_of_denoising(factor: Factor) -> str:
    """The equation of an arrow that predicts; nothing for another one."""
    if factor.attributes.weighting == "bound":
        return "Kingma2021"
    return SOURCES.get(factor.attributes.predict, "")


def denoising(
    schematic: Schematic, factor: Factor, value: Tensor, parents: Sequence[Tensor], told: Tensor
) -> Tensor:
    """½ w(t) ‖target − told‖², [grid…]: [Ho2020, eq. 14], or with w the bound of [Kingma2021].

    With `weight = bound` it is times the length of the interval that t is uniform on, over the
    same mean.

    Args:
        schematic: where the arrow stands.
        factor: the arrow that says `predict`.
        value: x, [grid…, E].
        parents: the values of its parents, [grid…, E] each.
        told: what its net returns, [grid…, E].
    """
    mixing = next(
        f for f in schematic.factors if f.dashed and f.law.words and f.child in factor.parents
    )
    named = dict(zip(factor.parents, parents, strict=True))
    u, t = named[mixing.child], named[mixing.parents[1]]
    alpha, sigma = (curve(t) for curve in CURVES[mixing.law.words[0]])
    error = (_target(factor, mixing, value, u, t) - told).square().sum(-1) / 2
    if factor.attributes.weighting != "bound":
        return error
    law = schematic.nodes[mixing.parents[1]].law
    assert isinstance(law, Distribution)
    low, high = law.numbers
    slope = _slope(mixing, t)
    weight = {
        "noise": -slope,
        "data": -slope * (alpha / sigma) ** 2,
        "velocity": -4 / (sigma**2 * slope),
    }[factor.attributes.predict]
    return (high - low) * weight.squeeze(-1) * error


def _target(factor: Factor, mixing: Factor, x: Tensor, u: Tensor, t: Tensor) -> Tensor:
    """ε, x, or α′x + σ′ε, the derivative of the mixture by its level."""
    alpha, sigma = CURVES[mixing.law.words[0]]
    noise = (u - alpha(t) * x) / sigma(t)
    if factor.attributes.predict == "noise":
        return noise
    if factor.attributes.predict == "data":
        return x
    return _derivative(alpha, t) * x + _derivative(sigma, t) * noise


def _slope(mixing: Factor, t: Tensor) -> Tensor:
    """λ′(t) of the log signal-to-noise ratio λ = log α²/σ²."""
    alpha, sigma = CURVES[mixing.law.words[0]]
    return _derivative(lambda s: 2 * (alpha(s).log() - sigma(s).log()), t)


def _derivative(curve: Callable[[Tensor], Tensor], t: Tensor) -> Tensor:
    at = t.detach().requires_grad_()
    (found,) = torch.autograd.grad(curve(at).sum(), at)
    return found
