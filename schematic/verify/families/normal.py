"""Normal: a location and a log-variance from nets, or the scale as a number."""

from __future__ import annotations

import torch
from torch import Tensor, distributions

from schematic.graph.schematic import Space
from schematic.verify.worlds.atoms import normal_corners, normal_quadrature
from schematic.verify.worlds.family_oracle import (
    DataOracle,
    FamilyOracle,
    Parameters,
    location,
    log_density_of,
)


def _law(parameters: Parameters) -> distributions.Distribution:
    loc, scale = parameters.all
    return distributions.Normal(loc, torch.exp(scale / 2) if len(parameters.raw) == 2 else scale)


def _draw(parameters: Parameters, noise: Tensor) -> Tensor:
    law = _law(parameters)
    return law.mean + law.stddev * noise


def _examples(space: Space, rows: int, generator: torch.Generator) -> Tensor:
    return torch.randn((rows, *(space.shape or ())), dtype=torch.float64, generator=generator)


ORACLE = FamilyOracle(
    name="Normal",
    log_density=log_density_of(_law),
    mean=location,
    draw=_draw,
    lattice=normal_corners,
    quadrature=normal_quadrature,
    lattice_kl=True,
    data=DataOracle(_examples, lambda space, values: values, lambda space: False),
)
