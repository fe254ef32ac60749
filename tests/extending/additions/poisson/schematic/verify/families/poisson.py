"""Poisson: log λ from a net, or λ as a number; the own family of count.

A count has no largest value. Where all values are enumerated, they end at `MOST`.
"""

from __future__ import annotations

import torch
from torch import Tensor, distributions

from schematic.graph.schematic import Space
from schematic.verify.worlds.atoms import product, uniform_levels, uniform_quadrature
from schematic.verify.worlds.family_oracle import (
    DataOracle,
    FamilyOracle,
    Parameters,
    log_density_of,
)

MOST = 30
"""A count that a rate of 5 exceeds once in 10¹⁴ draws."""


def _rate(parameters: Parameters) -> Tensor:
    return parameters.raw[0].exp() if parameters.raw else parameters.all[0]


def _law(parameters: Parameters) -> distributions.Distribution:
    return distributions.Poisson(_rate(parameters))


def _draw(parameters: Parameters, noise: Tensor) -> Tensor:
    """How many of the cumulative probabilities, summed up one by one, lie below the noise."""
    rate = _rate(parameters)
    mass = reached = torch.exp(-rate)
    value = torch.zeros_like(rate * noise)
    for count in range(1, MOST + 1):
        value = value + (reached < noise)
        mass = mass * rate / count
        reached = reached + mass
    return value


def _values(elements: int, classes: int) -> Tensor:
    counts = [float(count) for count in range(MOST + 1)]
    return product(counts, [1.0] * len(counts), elements).points


def _examples(space: Space, rows: int, generator: torch.Generator) -> Tensor:
    rates = torch.full((rows, *(space.shape or ())), 2.0, dtype=torch.float64)
    return torch.poisson(rates, generator=generator)


ORACLE = FamilyOracle(
    name="Poisson",
    log_density=log_density_of(_law),
    mean=_rate,
    draw=_draw,
    lattice=uniform_levels,
    quadrature=uniform_quadrature,
    values=_values,
    data=DataOracle(_examples, lambda space, values: values, lambda space: True),
)
