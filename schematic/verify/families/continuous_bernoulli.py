"""ContinuousBernoulli: logits from a net, p(x) = eᵃˣ a / (eᵃ − 1) on [0, 1]  [Loaiza-Ganem2019].

Near a = 0 all formulas are quotients of two small numbers, so their Taylor series stand there:
those of `torch.distributions` are too short for gradients.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from schematic.verify.worlds.atoms import uniform_levels, uniform_quadrature
from schematic.verify.worlds.family_oracle import FamilyOracle, Parameters

NEAR = 1e-2
"""|a| below which a series is taken; its first term that is left out is below 1e-15."""


def _by_series(a: Tensor, exact: Callable[[Tensor], Tensor], series: Tensor) -> Tensor:
    """An exact formula of a, but for a series where |a| is small."""
    is_near = a.abs() < NEAR
    return torch.where(is_near, series, exact(torch.where(is_near, torch.ones_like(a), a)))


def _log_density(parameters: Parameters, value: Tensor) -> Tensor:
    (a,) = parameters.raw
    series = -a / 2 - a**2 / 24 + a**4 / 2880 - a**6 / 181440
    return (value * a + _by_series(a, lambda b: (b / b.expm1()).log(), series)).sum(-1)


def _mean(parameters: Parameters) -> Tensor:
    (a,) = parameters.raw
    series = 0.5 + a / 12 - a**3 / 720 + a**5 / 30240
    return _by_series(a, lambda b: 1 / (1 - (-b).exp()) - 1 / b, series)


def _draw(parameters: Parameters, noise: Tensor) -> Tensor:
    """The inverse distribution function log(1 + u (eᵃ − 1)) / a; its series has u's cumulants."""
    a, u = parameters.raw[0], noise
    v = u * (1 - u)
    cumulants = (
        u,
        v,
        v * (1 - 2 * u),
        v * (1 - 6 * v),
        v * (1 - 2 * u) * (1 - 12 * v),
        v * (1 - 30 * v + 120 * v**2),
    )
    factorial, series = 1, torch.zeros_like(u * a)
    for k, cumulant in enumerate(cumulants):
        factorial *= k + 1
        series = series + cumulant * a**k / factorial
    return _by_series(a, lambda b: torch.log1p(u * b.expm1()) / b, series)


ORACLE = FamilyOracle(
    name="ContinuousBernoulli",
    log_density=_log_density,
    mean=_mean,
    draw=_draw,
    lattice=uniform_levels,
    quadrature=uniform_quadrature,
)
