"""Finitely many values of base noise, with weights: they make the law of a family a finite one.

*Lattice* atoms have equal weights, so that a batch which holds every combination of them has the
exact expectation as its mean. *Quadrature* atoms are the nodes of a Gauss rule. Which of them suit
a family is written in its file of `schematic/verify/families/`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

SPREAD = ((0.12, 0.55), (0.37, 0.91), (0.62, 0.08), (0.88, 0.42))
"""Uniform noise for events of several elements: levels that differ in neighbouring elements."""
ALONE = ((0.42,), (0.57,))
"""Uniform noise for events of one element."""


@dataclass(frozen=True)
class Atoms:
    """Base noise [A, E] and its weights [A]."""

    points: Tensor
    weights: Tensor


def product(levels: Sequence[float], weights: Sequence[float], elements: int) -> Atoms:
    """Every element at every level."""
    points = list(itertools.product(levels, repeat=elements))
    shares = [float(np.prod(w)) for w in itertools.product(weights, repeat=elements)]
    return Atoms(
        torch.tensor(np.array(points), dtype=torch.float64),
        torch.tensor(shares, dtype=torch.float64),
    )


def normal_corners(elements: int) -> Atoms:
    """The corners ±1 of N(0, 1): mean 0, covariance 1, so quadratics have exact expectations."""
    return product((-1.0, 1.0), (0.5, 0.5), elements)


def normal_quadrature(elements: int, nodes_each: int) -> Atoms:
    """Gauss–Hermite nodes of N(0, 1)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(nodes_each)
    return product(nodes.tolist(), (weights / weights.sum()).tolist(), elements)


def uniform_levels(elements: int = 1) -> Atoms:
    """Equally weighted levels of U(0, 1)."""
    rows = ALONE if elements == 1 else [[row[e % 2] for e in range(elements)] for row in SPREAD]
    points = torch.tensor(rows, dtype=torch.float64)
    return Atoms(points, torch.full((len(points),), 1 / len(points), dtype=torch.float64))


def uniform_quadrature(elements: int, nodes_each: int) -> Atoms:
    """Gauss–Legendre nodes of U(0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(nodes_each)
    return product(((nodes + 1) / 2).tolist(), (weights / 2).tolist(), elements)


def exponential_quadrature(elements: int, nodes_each: int) -> Atoms:
    """Gauss–Laguerre nodes of U(0, 1) on both sides of ½, for a density with two tails."""
    nodes, weights = np.polynomial.laguerre.laggauss(nodes_each)
    tail = np.exp(-nodes) / 2
    both = np.concatenate([tail, 1 - tail]).tolist()
    return product(both, (np.concatenate([weights, weights]) / 2).tolist(), elements)
