"""Categorical: logits from a net, or uniform over the classes; the own family of cat[k].

A class is one index; as a mean it is a row of probabilities, which may be scored in its place.
"""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.graph.schematic import Space
from schematic.verify.worlds.atoms import Atoms, product, uniform_quadrature
from schematic.verify.worlds.family_oracle import DataOracle, FamilyOracle, Parameters

LEVELS = (0.11, 0.46, 0.83)


def _log_p(parameters: Parameters) -> Tensor:
    if parameters.raw:
        return torch.log_softmax(parameters.raw[0], -1)
    return torch.log_softmax(torch.zeros(parameters.classes, dtype=torch.float64), -1)


def _log_density(parameters: Parameters, value: Tensor) -> Tensor:
    log_p = _log_p(parameters)
    if value.is_floating_point():
        return (value * log_p).sum(-1)
    grid = torch.broadcast_shapes(value.shape[:-1], log_p.shape[:-1])  # type: ignore[no-untyped-call]
    return log_p.expand(*grid, -1).gather(-1, value.expand(*grid, 1)).squeeze(-1)


def _draw(parameters: Parameters, noise: Tensor) -> Tensor:
    return (_log_p(parameters).exp().cumsum(-1) < noise).sum(-1, keepdim=True)


def _lattice(elements: int) -> Atoms:
    return product(LEVELS, [1 / len(LEVELS)] * len(LEVELS), elements)


def _examples(space: Space, rows: int, generator: torch.Generator) -> Tensor:
    return torch.randint(space.classes, (rows,), generator=generator)


ORACLE = FamilyOracle(
    name="Categorical",
    log_density=_log_density,
    mean=lambda parameters: _log_p(parameters).exp(),
    draw=_draw,
    lattice=_lattice,
    quadrature=uniform_quadrature,
    values=lambda elements, classes: torch.arange(classes)[:, None],
    data=DataOracle(_examples, lambda space, values: values, lambda space: True),
)
