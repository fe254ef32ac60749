"""Diffused: α(t) x + σ(t) ε, from the values of its parents x and t."""

from __future__ import annotations

import torch
from torch import Tensor, distributions

from schematic.verify.worlds.atoms import normal_corners, normal_quadrature
from schematic.verify.worlds.denoised import CURVES
from schematic.verify.worlds.family_oracle import FamilyOracle, Parameters, log_density_of


def _law(parameters: Parameters) -> distributions.Normal:
    x, t = parameters.raw
    alpha, sigma = CURVES[parameters.words[0]]
    mean = alpha(t) * x
    return distributions.Normal(mean, sigma(t) * torch.ones_like(mean))


def _mean(parameters: Parameters) -> Tensor:
    return _law(parameters).mean


def _draw(parameters: Parameters, noise: Tensor) -> Tensor:
    law = _law(parameters)
    return law.mean + law.stddev * noise


ORACLE = FamilyOracle(
    name="Diffused",
    log_density=log_density_of(_law),
    mean=_mean,
    draw=_draw,
    lattice=normal_corners,
    quadrature=normal_quadrature,
)
