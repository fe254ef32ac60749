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

from schematic.families import Kind
from schematic.graph import Distribution, Schematic
from schematic.objective.terms import Draw, Objective, Penalty
from schematic.verify import noise as atoms
from schematic.verify.families import ROWS, Families
from schematic.verify.world import Label

Build = Callable[[Objective, Mapping[str, nn.Module]], nn.Module]
"""An objective and modules to bind → a model with `losses`."""

LARGEST = 10_000
"""Examples of the largest lattice."""


def compiled(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
    """What `schematic.compile` makes of the objective's schematic."""
    from schematic.model import compile as build

    return build(objective.schematic, nets=modules)


@dataclass(frozen=True)
class Lattice:
    """A batch and its base noise, every combination once."""

    batch: Mapping[str, Any]
    noise: Mapping[str, Tensor]


def size_of(objective: Objective, world: Families) -> int:
    """How many examples the lattice has."""
    return math.prod(_sizes(objective, world).values())


def lattice(objective: Objective, world: Families) -> Lattice:
    """Every row of every data set with every atom of every draw."""
    sizes = _sizes(objective, world)
    grid = torch.meshgrid([torch.arange(size) for size in sizes.values()], indexing="ij")
    index = {key: column.flatten() for key, column in zip(sizes, grid, strict=True)}
    rows = {label: index[f"rows {label}"] for label in _labels(world)}
    copies = _copies(objective)
    noise = {}
    for draw in _sampled(objective):
        found = _atoms(world.schematic, draw).points[index[draw.name]].repeat(copies[draw.name], 1)
        noise[draw.name] = _event(world.schematic, draw.node, found)
    for child in _mixes(objective):
        noise[child] = atoms.lattice_uniform().points[index[f"mix {child}"], 0]
    return Lattice(_batch(world, rows), noise)


def _labels(world: Families) -> list[Label]:
    return [label for label, columns in world.data.items() if columns]


def _sizes(objective: Objective, world: Families) -> dict[str, int]:
    """The length of each axis of the lattice."""
    sizes = {f"rows {label}": ROWS for label in _labels(world)}
    for draw in _sampled(objective):
        sizes[draw.name] = len(_atoms(world.schematic, draw).weights)
    for child in _mixes(objective):
        sizes[f"mix {child}"] = len(atoms.lattice_uniform().weights)
    return sizes


def _sampled(objective: Objective) -> list[Draw]:
    return [draw for draw in objective.draws if draw.is_sampled]


def _mixes(objective: Objective) -> list[str]:
    terms = (term for player in objective.players for term in player.terms)
    children = (t.body.factor.child for t in terms if isinstance(t.body, Penalty))
    return list(dict.fromkeys(children))


def _atoms(schematic: Schematic, draw: Draw) -> atoms.Atoms:
    space = schematic.nodes[draw.node].space
    assert isinstance(draw.law, Distribution)
    elements = 1 if space.kind is Kind.CAT else math.prod(space.shape or ())
    return atoms.lattice(draw.law, elements)


def _event(schematic: Schematic, node: str, points: Tensor) -> Tensor:
    space = schematic.nodes[node].space
    return points[:, 0] if space.kind is Kind.CAT else points.reshape(-1, *(space.shape or ()))


def _copies(objective: Objective) -> dict[str, int]:
    """How often each draw repeats the batch: `samples` of every stochastic arrow on its way."""
    copies: dict[str, int] = {}
    for draw in objective.draws:
        above = max((copies[name] for name in draw.given), default=1)
        own = draw.factor.attributes.samples if draw.factor and draw.is_sampled else 1
        copies[draw.name] = above * own
    return copies


def _batch(world: Families, rows: Mapping[Label, Tensor]) -> dict[str, Any]:
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


def one_batch(world: Families, repeats: int = 1) -> dict[str, Any]:
    """Every row of every data set, some times over."""
    return _batch(world, {label: torch.arange(ROWS).repeat(repeats) for label in world.data})


@dataclass(frozen=True)
class Averages:
    """Each player's mean loss over many batches, and the standard error of that mean."""

    means: Mapping[str, float]
    errors: Mapping[str, float]
    draws: int


BATCHES = 100


def averaged(model: Any, world: Families, seed: int, draws: int) -> Averages:
    """The losses under the model's own noise: BATCHES batches, every row equally often in each."""
    repeats = max(1, math.ceil(draws / (BATCHES * ROWS)))
    batch = one_batch(world, repeats)
    found: dict[str, list[float]] = {}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for _ in range(BATCHES):
            for player, loss in model.losses(batch).items():
                found.setdefault(player, []).append(loss.item())
    columns = {p: torch.tensor(v, dtype=torch.float64) for p, v in found.items()}
    return Averages(
        {player: float(values.mean()) for player, values in columns.items()},
        {player: float(values.std()) / math.sqrt(BATCHES) for player, values in columns.items()},
        BATCHES * ROWS * repeats,
    )
