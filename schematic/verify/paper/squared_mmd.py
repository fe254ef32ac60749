"""E k(z, z′) + E k(z₀, z₀′) − 2 E k(z, z₀), z inferred and z₀ of the law  [Gretton2012, lemma 6].

The kernel is Σ_s sC / (sC + ‖·‖²) with C = 2dσ², d the elements and σ² the law's variance
[Tolstikhin2018]. On tables, the values of a node are the numbers 0, 1, 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.graph import Distribution, Node
from schematic.verify.worlds.discretised import family_oracle
from schematic.verify.worlds.family_oracle import Parameters
from schematic.verify.worlds.scenes import Scene, common_grid, limit

SCALES = (0.1, 0.2, 0.5, 1, 2, 5, 10)
EXACT = 2
"""Nodes of a quadrature that gives a mean and a variance: n are exact up to degree 2n − 1."""


@dataclass(frozen=True)
class Points:
    """A finite distribution: values [N, E] and their probabilities [N]."""

    values: Tensor
    weights: Tensor


def points(scene: Scene, name: str) -> Points:
    """The values of a draw at every point of the grid."""
    value = scene.values[name]
    if not value.is_floating_point():
        value = value[..., None].double()
    grid = common_grid((scene.weight.shape, value.shape[:-1]))
    rows = value.expand(*grid, -1).reshape(-1, value.shape[-1])
    return Points(rows, scene.weight.expand(grid).reshape(-1))


def squared_mmd(p: Points, q: Points, node: Node) -> Tensor:
    """The squared MMD of two distributions over the values of a node, a scalar."""
    scale = 2 * math.prod(node.space.shape or ()) * variance(node)
    return _mean(p, p, scale) + _mean(q, q, scale) - 2 * _mean(p, q, scale)


def _mean(p: Points, q: Points, scale: float) -> Tensor:
    """E k(a, b) with independent a ~ p and b ~ q."""
    limit(len(p.weights) * len(q.weights))
    squares = (p.values[:, None] - q.values).square().sum(-1)
    kernel = sum((s * scale / (s * scale + squares) for s in SCALES), torch.zeros(()))
    return p.weights @ kernel @ q.weights


def variance(node: Node) -> float:
    """The variance of an element under the node's law: a sum over its values, or a quadrature."""
    assert isinstance(node.law, Distribution)
    family, parameters = family_oracle(node.law), Parameters((), node.law.numbers)
    values = family.values(1, 0)
    if values is None:
        noise = family.quadrature(1, EXACT)
        values, weights = family.draw(parameters, noise.points), noise.weights
    else:
        weights = family.log_density(parameters, values).exp()
    mean = weights @ values[:, 0]
    return float(weights @ (values[:, 0] - mean) ** 2)
