"""A batch with one array of a plate's data, [B, T, …] → a batch with a tensor a copy, [B, …]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from torch import Tensor

from schematic.diagnostics import Diagnostic
from schematic.graph import Schematic
from schematic.graph.copies import TimeStep
from schematic.model import model_findings as errors


def by_copy(schematic: Schematic, batch: Mapping[str, Any]) -> Mapping[str, Any]:
    """A batch in which each data node has a tensor of its own, as far as its arrays fit."""
    waiting = _waiting(schematic, batch)
    found = {
        name: batch[step.stem][:, step.place]
        for name, step in waiting.items()
        if _fits(batch[step.stem], step)
    }
    return {**batch, **found} if found else batch


def time_axis_faults(schematic: Schematic, batch: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Findings about arrays of a plate's data that have no time axis of its length."""
    for step in {step.stem: step for step in _waiting(schematic, batch).values()}.values():
        value = batch[step.stem]
        if not _fits(value, step):
            found = str(list(value.shape)) if isinstance(value, Tensor) else type(value).__name__
            wanted = (
                f"a tensor [B, {step.length}, …], or one for each copy, such as `{step.stem}_1`"
            )
            yield errors.wrong_batch(f"`{step.stem}` in the batch", found, wanted)


def _waiting(schematic: Schematic, batch: Mapping[str, Any]) -> Mapping[str, TimeStep]:
    """The copies that are not in a batch, and whose array is."""
    steps = schematic.time_steps.items()
    return {name: step for name, step in steps if name not in batch and step.stem in batch}


def _fits(value: object, step: TimeStep) -> bool:
    return isinstance(value, Tensor) and value.dim() > 1 and value.shape[1] == step.length
