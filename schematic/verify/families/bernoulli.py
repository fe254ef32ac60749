"""Bernoulli: logits from a net, or the probability as a number; the own family of unit and binary.

Data of type binary are thresholded at ½; a value between 0 and 1 of type unit is a soft target.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.families import Kind
from schematic.graph.schematic import Space
from schematic.verify.worlds.atoms import product, uniform_levels, uniform_quadrature
from schematic.verify.worlds.family_oracle import DataOracle, FamilyOracle, Parameters


def _logits(parameters: Parameters) -> Tensor:
    if parameters.raw:
        return parameters.raw[0]
    return torch.logit(torch.tensor(parameters.numbers, dtype=torch.float64))


def _log_density(parameters: Parameters, value: Tensor) -> Tensor:
    """The logarithm of σ(a)ᵛ σ(−a)¹⁻ᵛ."""
    logits = _logits(parameters)
    return (value * F.logsigmoid(logits) + (1 - value) * F.logsigmoid(-logits)).sum(-1)


def _draw(parameters: Parameters, noise: Tensor) -> Tensor:
    return (noise < torch.sigmoid(_logits(parameters))).to(noise.dtype)


def _examples(space: Space, rows: int, generator: torch.Generator) -> Tensor:
    return torch.rand((rows, *(space.shape or ())), dtype=torch.float64, generator=generator)


def _is_binary(space: Space) -> bool:
    return space.kind is Kind.BINARY


def _read(space: Space, values: Tensor) -> Tensor:
    return (values > 0.5).to(values.dtype) if _is_binary(space) else values


ORACLE = FamilyOracle(
    name="Bernoulli",
    log_density=_log_density,
    mean=lambda parameters: torch.sigmoid(_logits(parameters)),
    draw=_draw,
    lattice=uniform_levels,
    quadrature=uniform_quadrature,
    values=lambda elements, classes: product((0.0, 1.0), (1.0, 1.0), elements).points,
    data=DataOracle(_examples, _read, _is_binary),
)
