"""A model twice, with compiled steps and with eager ones, and both trained on the same seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import fx

import schematic
from schematic.graph import Schematic
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
    text = zoo()[name].read_text("utf-8")
    if name == "ada":
        z = {"source": torch.randn(6, 3), "target": torch.randn(4, 3)}
        return schematic.parse(text, shapes={"z": (3,)}), {"z": z, "t": torch.randint(2, (6,))}
    return schematic.parse(text, shapes={"x": (1, 4, 4)}), {"x": torch.rand(6, 1, 4, 4)}


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
            losses.append(model.step(batch, optimizers))
            losses.append(torch.rand(()))  # whether as much noise has been drawn
        assert list(found[0]) == list(eager.players)
        torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance)
    for mine, other in zip(fast.parameters(), eager.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=tolerance, atol=tolerance)


def points(count: int = 4) -> list[Batch]:
    rows = torch.rand(count, 6, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return [{"x": x} for x in rows]
