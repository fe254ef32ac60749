"""Scenes in a world of tables → tables: the probability of every value of some nodes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from schematic.verify.worlds.scenes import Scene, common_grid
from schematic.verify.worlds.tables import Tables


def marginal(world: Tables, scene: Scene, names: Sequence[str]) -> Tensor:
    """p(names), one axis a node: an exact sum, differentiable in the tables."""
    sizes = [world.sizes[name] for name in names]
    values = scene.at(names)
    grid = common_grid((scene.weight.shape, *(value.shape for value in values)))
    place = torch.zeros((), dtype=torch.long)
    for size, value in zip(sizes, values, strict=True):
        place = place * size + value
    flat = torch.zeros(math.prod(sizes), dtype=torch.float64)
    weight = scene.weight.expand(grid).reshape(-1)
    return flat.index_add(0, place.expand(grid).reshape(-1), weight).reshape(sizes)


def mixture(world: Tables, scenes: Sequence[Scene], names: Sequence[str]) -> Tensor:
    """The marginal of an equal mixture of scenes."""
    return torch.stack([marginal(world, scene, names) for scene in scenes]).mean(0)


def kl(p: Tensor, q: Tensor) -> Tensor:
    """KL(p ‖ q) = Σ p log p/q, where 0 log 0 = 0; q need not be normalised."""
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum()


def jsd(p: Tensor, q: Tensor) -> Tensor:
    """The Jensen–Shannon divergence ½ KL(p ‖ m) + ½ KL(q ‖ m), m = ½ (p + q)."""
    middle = (p + q) / 2
    return (kl(p, middle) + kl(q, middle)) / 2


def support(world: Tables, names: Sequence[str]) -> list[Tensor]:
    """Every value of some nodes, each along an axis of its own; the first node is leftmost."""
    last = len(names) - 1
    return [world.support(name, last - at) for at, name in enumerate(names)]
