"""Uniform between two numbers: a prior to draw from."""

from __future__ import annotations

from torch import distributions

from schematic.verify.worlds.atoms import uniform_levels, uniform_quadrature
from schematic.verify.worlds.family_oracle import (
    FamilyOracle,
    Parameters,
    inverse_of,
    log_density_of,
    mean_of,
)


def _law(parameters: Parameters) -> distributions.Distribution:
    low, high = parameters.all
    return distributions.Uniform(low, high)


ORACLE = FamilyOracle(
    name="Uniform",
    log_density=log_density_of(_law),
    mean=mean_of(_law),
    draw=inverse_of(_law),
    lattice=uniform_levels,
    quadrature=uniform_quadrature,
)
