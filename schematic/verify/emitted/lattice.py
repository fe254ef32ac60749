"""The emitted PyTorch → its losses on every combination of base noise, and over random noise.

A batch that holds every row of the data with every atom of noise, each once, has the exact
expectation as its mean. So the emitted loss and its gradient are compared to rounding; the noise
that the model makes itself is then tested by the mean of many batches.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from schematic.graph import Distribution, Node
from schematic.objective.chains import fixed_nets
from schematic.objective.copies import layouts_of, noise_copies
from schematic.objective.terms import Draw, Objective
from schematic.verify.expectation import term_oracle
from schematic.verify.worlds import discretised
from schematic.verify.worlds.atoms import Atoms, uniform_levels
from schematic.verify.worlds.discretised import ROWS, Discretised
from schematic.verify.worlds.scenes import Label

Build = Callable[[Objective, Mapping[str, nn.Module]], nn.Module]
"""An objective and modules to bind → a model with `losses`."""

LARGEST = 10_000
"""Examples of the largest lattice."""


def compiled(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
    """What `schematic.compile` makes of the objective's schematic; fixed maps stay its own."""
    from schematic.model import compile as build

    fixed = fixed_nets(objective.schematic)
    own = {name: module for name, module in modules.items() if name not in fixed}
    return build(objective.schematic, nets=own)


@dataclass(frozen=True)
class Lattice:
    """A batch and its base noise, every combination once."""

    batch: Mapping[str, Any]
    noise: Mapping[str, Tensor]


def size_of(objective: Objective, world: Discretised) -> int:
    """How many examples the lattice has."""
    return math.prod(_sizes(objective, world).values())


def lattice(objective: Objective, world: Discretised) -> Lattice:
    """Every row of every data set with every atom of every draw, each sample on its own."""
    sizes = _sizes(objective, world)
    grid = torch.meshgrid([torch.arange(size) for size in sizes.values()], indexing="ij")
    index = {key: column.flatten() for key, column in zip(sizes, grid, strict=True)}
    rows = {label: index[f"rows {label}"] for label in _labels(world)}
    copies = _copies(objective)
    noise = {}
    for draw in _sampled(objective):
        node = world.schematic.nodes[draw.node]
        points = _atoms(draw, node).points
        found = [points[index[f"{draw.name} {copy}"]] for copy in range(copies[draw.name])]
        noise[draw.name] = _event(node, torch.cat(found), relaxed=draw.relaxed)
    for name in _further(objective):
        noise[name] = uniform_levels().points[index[f"further {name}"], 0]
    return Lattice(_batch(world, rows), noise)


def _labels(world: Discretised) -> list[Label]:
    return [label for label, columns in world.data.items() if columns]


def _sizes(objective: Objective, world: Discretised) -> dict[str, int]:
    """The length of each axis of the lattice."""
    sizes = {f"rows {label}": ROWS for label in _labels(world)}
    copies = _copies(objective)
    for draw in _sampled(objective):
        size = len(_atoms(draw, world.schematic.nodes[draw.node]).weights)
        sizes |= {f"{draw.name} {copy}": size for copy in range(copies[draw.name])}
    for name in _further(objective):
        sizes[f"further {name}"] = len(uniform_levels().weights)
    return sizes


def _sampled(objective: Objective) -> list[Draw]:
    return [draw for draw in objective.draws if draw.is_sampled and not draw.is_shuffled]


def _further(objective: Objective) -> list[str]:
    """The noise that terms take besides that of the draws."""
    bodies = (term.body for player in objective.players for term in player.terms)
    names = (name for body in bodies for name in term_oracle(body).noise(body))
    return list(dict.fromkeys(names))


def _atoms(draw: Draw, node: Node) -> Atoms:
    assert isinstance(draw.law, Distribution)
    return discretised.lattice(draw.law, node)


def _event(node: Node, points: Tensor, *, relaxed: bool) -> Tensor:
    """Atoms [N, E] as base noise of a node, [N, …]; a relaxed class takes one for each class."""
    if node.space.classes and relaxed:
        return points[:, :1].expand(-1, node.space.classes)
    if node.space.classes:
        return points[:, 0]
    return points.reshape(-1, *(node.space.shape or ()))


def _copies(objective: Objective) -> dict[str, int]:
    """How often noise of each draw is made: `samples` of every stochastic arrow on its way."""
    layouts = layouts_of(objective)
    return {d.name: noise_copies(objective, layouts[d.name], d.name) for d in objective.draws}


def _batch(world: Discretised, rows: Mapping[Label, Tensor]) -> dict[str, Any]:
    """A batch as a user gives it, at some rows of each data set."""
    batch: dict[str, Any] = {}
    nodes = world.schematic.nodes
    for label, columns in world.data.items():
        for name, values in columns.items():
            law = nodes[name].law
            by = getattr(law, "by", None)
            if by and label is not None:
                batch.setdefault(name, {})[nodes[by].space.labels[label]] = values[rows[label]]
            else:
                batch[name] = values[rows[label]]
    return batch


def one_batch(world: Discretised, repeats: int = 1) -> dict[str, Any]:
    """Every row of every data set, some times over."""
    return _batch(world, {label: torch.arange(ROWS).repeat(repeats) for label in world.data})


def random_batch(world: Discretised, repeats: int) -> dict[str, Any]:
    """As many rows of every data set, each drawn independently of the others."""
    return _batch(world, {label: torch.randint(ROWS, (ROWS * repeats,)) for label in world.data})
