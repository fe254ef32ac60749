"""A model twice, with compiled steps and with eager ones, and both trained on the same seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import fx

import schematic
from schematic.graph import DataLaw, Schematic
from schematic.resources import zoo
from tests.model.programs import PROGRAMS
from tests.references.nets import make

Batch = Mapping[str, Any]


def as_traced(graph: fx.GraphModule, _: list[Any]) -> fx.GraphModule:
    """No compiler: the graph itself, operation by operation."""
    return graph


def of_program(name: str) -> tuple[Schematic, Batch]:
    _, batch, _ = make(name, 3)
    shapes = {
        node: tuple(value.shape[1:])
        for node, given in batch.items()
        for value in (given.values() if isinstance(given, Mapping) else (given,))
        if value.is_floating_point()
    }
    return schematic.parse(PROGRAMS[name], shapes=shapes), batch


def of_zoo(name: str) -> tuple[Schematic, Batch]:
    """A spec of the zoo at 4×4 images, or at points where there are domains, and a batch of 6."""
    found = schematic.load(zoo()[name])
    known = {n.name: n.law for n in found.nodes.values() if isinstance(n.law, DataLaw)}
    open_nodes = [node for node in known if found.nodes[node].space.shape is None]
    shapes = {node: (3,) if known[node].by else (1, 4, 4) for node in open_nodes}
    spec = schematic.load(zoo()[name], shapes=shapes)
    return spec, {node: _values(spec, node, law.by) for node, law in known.items()}


def _values(spec: Schematic, node: str, by: str | None) -> Any:
    """Six values of a node; of one with domains, six of the last and four of the others."""
    space = spec.nodes[node].space
    if space.classes:
        return torch.randint(space.classes, (6,))
    if not by:
        return torch.rand(6, *space.shape)
    others, last = spec.nodes[by].space.labels
    return {last: torch.randn(6, *space.shape), others: torch.randn(4, *space.shape)}


def pair(
    spec: Schematic, compiler: Callable[..., Any], dtype: torch.dtype = torch.float64
) -> tuple[Any, Any]:
    """The same model twice, fast and eager."""
    fast, eager = (schematic.compile(spec, seed=1, fast=kind).to(dtype) for kind in (True, False))
    fast.graphs.compiler = compiler
    return fast, eager


def is_compiled(model: Any) -> list[bool]:
    """For each set of assumptions that held twice in a row, whether there is a graph."""
    return [step is not None for step in model.graphs.steps.values()]


def cast(batch: Batch, dtype: torch.dtype, rows: slice = slice(None)) -> dict[str, Any]:
    def one(value: torch.Tensor) -> torch.Tensor:
        return (value.to(dtype) if value.is_floating_point() else value)[rows]

    return {
        name: {label: one(each) for label, each in given.items()}
        if isinstance(given, Mapping)
        else one(given)
        for name, given in batch.items()
    }


def as_taken(model: Any, batch: Any) -> Any:
    """What a step takes: the batch, or as many as the model asks for, with the rows in turn."""
    count = model.program.objective.batches
    if count == 1 or not isinstance(batch, Mapping):
        return batch
    return [{node: value.roll(turn, 0) for node, value in batch.items()} for turn in range(count)]


def follow(
    fast: Any, eager: Any, batches: list[Batch], tolerance: float, optimizers: Any = None
) -> None:
    """Let both train on the same batches with the same seeds."""
    ours, theirs = optimizers or (fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2))
    for number, batch in enumerate(batches):
        found, expected = [], []
        for losses, model, optimizers in ((found, fast, ours), (expected, eager, theirs)):
            for optimizer in optimizers.values():
                optimizer.param_groups[0]["lr"] = 1e-2 / (1 + number)
            torch.manual_seed(number)
            losses.append(model.step(as_taken(model, batch), optimizers))
            losses.append(torch.rand(()))  # whether as much noise has been drawn
        assert list(found[0]) == list(eager.players)
        torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance)
    for mine, other in zip(fast.parameters(), eager.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=tolerance, atol=tolerance)


def points(count: int = 4) -> list[Batch]:
    rows = torch.rand(count, 6, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return [{"x": x} for x in rows]
