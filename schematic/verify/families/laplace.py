"""Laplace: a location and a log-scale from nets, or the scale as a number."""

from __future__ import annotations

import torch
from torch import distributions

from schematic.verify.worlds.atoms import exponential_quadrature, uniform_levels
from schematic.verify.worlds.family_oracle import (
    FamilyOracle,
    Parameters,
    inverse_of,
    location,
    log_density_of,
)


def _law(parameters: Parameters) -> distributions.Distribution:
    loc, scale = parameters.all
    return distributions.Laplace(loc, torch.exp(scale) if len(parameters.raw) == 2 else scale)


ORACLE = FamilyOracle(
    name="Laplace",
    log_density=log_density_of(_law),
    mean=location,
    draw=inverse_of(_law),
    lattice=uniform_levels,
    quadrature=exponential_quadrature,
)
