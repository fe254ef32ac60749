"""Finitely many values of base noise, with weights: a law of a family becomes a finite one.

*Lattice* atoms have equal weights, so that a batch which holds every combination of them has the
exact expectation as its mean. Normal atoms are the corners ±1: their mean is 0 and their covariance
the identity, so every expectation of a quadratic, a KL between Normals among them, is exact.

*Fine* atoms are quadrature nodes: Gauss–Hermite for a Normal, Gauss–Laguerre on both sides for a
Laplace, Gauss–Legendre for a uniform; values of a discrete law count with their probabilities.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from schematic.graph import Distribution

SPREAD = ((0.12, 0.55), (0.37, 0.91), (0.62, 0.08), (0.88, 0.42))
"""Uniform noise for events of two elements: levels that differ in every element."""
ALONE = ((0.42,), (0.57,))
"""Uniform noise for events of one element."""
CLASS_LEVELS = (0.11, 0.46, 0.83)


@dataclass(frozen=True)
class Atoms:
    """Base noise [A, E] and its weights [A]."""

    points: Tensor
    weights: Tensor


def lattice(law: Distribution, elements: int) -> Atoms:
    """Equally weighted base noise for a law."""
    if law.row.noise == "normal":
        return _product((-1.0, 1.0), (0.5, 0.5), elements)
    if law.family == "Categorical":
        return _product(CLASS_LEVELS, [1 / len(CLASS_LEVELS)] * len(CLASS_LEVELS), elements)
    return lattice_uniform(elements)


def fine(law: Distribution, elements: int, nodes_each: int) -> Atoms:
    """Quadrature nodes of the base noise of a continuous law."""
    if law.row.noise == "normal":
        nodes, weights = np.polynomial.hermite_e.hermegauss(nodes_each)
        return _product(nodes.tolist(), (weights / weights.sum()).tolist(), elements)
    if law.family == "Laplace":
        nodes, weights = np.polynomial.laguerre.laggauss(nodes_each)
        tail = np.exp(-nodes) / 2
        both = np.concatenate([tail, 1 - tail]).tolist()
        return _product(both, (np.concatenate([weights, weights]) / 2).tolist(), elements)
    return uniform(elements, nodes_each)


def uniform(elements: int, nodes_each: int) -> Atoms:
    """Quadrature nodes of U(0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(nodes_each)
    return _product(((nodes + 1) / 2).tolist(), (weights / 2).tolist(), elements)


def _product(levels: Sequence[float], weights: Sequence[float], elements: int) -> Atoms:
    """Every element at every level."""
    points = list(itertools.product(levels, repeat=elements))
    shares = [float(np.prod(w)) for w in itertools.product(weights, repeat=elements)]
    return Atoms(
        torch.tensor(np.array(points), dtype=torch.float64),
        torch.tensor(shares, dtype=torch.float64),
    )


def values(law: Distribution, elements: int, classes: int) -> Tensor | None:
    """Every value of a discrete law, [A, E]; None for a continuous one."""
    if law.family == "Categorical":
        return torch.arange(classes)[:, None]
    if law.family == "Bernoulli":
        return _product((0.0, 1.0), (1.0, 1.0), elements).points
    return None


def lattice_uniform(elements: int = 1) -> Atoms:
    """Equally weighted levels of U(0, 1)."""
    points = torch.tensor(ALONE if elements == 1 else SPREAD, dtype=torch.float64)
    return Atoms(points, torch.full((len(points),), 1 / len(points), dtype=torch.float64))
