"""A spec → its model with loops beside the same model with every turn written out.

Loops are made from twelve turns on. Within `shorter_loops` they are made from fewer on, so that a
spec which is small enough to be enumerated has them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from schematic.graph import Schematic
from schematic.graph.schematic import Node
from schematic.program import plan
from schematic.program import runs as running
from schematic.program.ops import Loop, Program, Recipe
from schematic.program.passes import roll as rolling
from schematic.verify.emitted.lattice import random_batch
from schematic.verify.prove import small_objective
from schematic.verify.worlds.discretised import Discretised
from tests.program.passes.test_roll import model_of, written_out

ROWS = 4


@contextmanager
def shorter_loops(turns: int) -> Iterator[None]:
    """Within: operations that come so often are loops; 0 leaves the number as it is."""
    before = running.FEWEST
    running.FEWEST = rolling.FEWEST = turns or before
    try:
        yield
    finally:
        running.FEWEST = rolling.FEWEST = before


def has_loops(program: Program) -> bool:
    """Whether any part of a program has one."""
    recipes = (*program.samples, *program.infers, *program.reconstructs)
    parts = [program.shared, *(part.ops for part in (*program.sections, *recipes))]
    return any(isinstance(op, Loop) for ops in parts for op in ops)


def differences(schematic: Schematic) -> Iterator[str]:
    """What a model with loops computes otherwise than without, in words."""
    objective = small_objective(schematic)
    program = plan(objective)
    if not has_loops(program):
        return
    looped, flat = model_of(program, name="looped"), model_of(written_out(program), name="flat")
    if list(looped.state_dict()) != list(flat.state_dict()):
        yield "a checkpoint of the looped model has other names"
        return
    flat.load_state_dict(looped.state_dict())
    batch = random_batch(Discretised(objective.schematic, {}, 0), ROWS)
    models = {"looped": looped, "flat": flat, "copied": copy.deepcopy(looped)}
    found = {name: _computed(model, program, batch) for name, model in models.items()}
    for name in ("looped", "copied"):
        for key, value in found["flat"].items():
            try:
                torch.testing.assert_close(
                    found[name][key], value, rtol=1e-10, atol=1e-14, equal_nan=True
                )
            except AssertionError as fault:
                yield f"{key} of the {name} model: {fault}"


def _computed(model: Any, program: Program, batch: dict[str, Any]) -> dict[str, Any]:
    """All that a model computes, from one seed."""
    found: dict[str, Any] = {}
    torch.manual_seed(1)
    found["terms"] = model.terms(batch)
    torch.manual_seed(1)
    found["losses"] = model.losses(batch)
    for loss in found["losses"].values():
        loss.backward(retain_graph=True)
    found["gradients"] = [
        torch.zeros_like(each) if each.grad is None else each.grad for each in model.parameters()
    ]
    for recipe in program.samples[:1]:
        torch.manual_seed(2)
        found["sample"] = model.sample(ROWS, **_given(program, recipe))
    for recipe in program.reconstructs[:1]:
        torch.manual_seed(2)
        given = _given(program, recipe)
        found["reconstruct"] = model.reconstruct(given.pop(recipe.target), **given)
    for recipe in program.infers:
        torch.manual_seed(2)
        key = f"infer {recipe.target} of {', '.join(recipe.needs)}"
        found[key] = model.infer(recipe.target, **_given(program, recipe))
    return found


def _given(program: Program, recipe: Recipe) -> dict[str, Tensor]:
    return {name: _values(program.schematic.nodes[name]) for name in recipe.needs}


def _values(node: Node) -> Tensor:
    """Values that a node may have, the same each time."""
    dice = torch.Generator().manual_seed(3)
    if node.space.classes:
        return torch.randint(node.space.classes, (ROWS,), generator=dice)
    drawn = torch.rand(ROWS, *(node.space.shape or ()), generator=dice, dtype=torch.float64)
    return (drawn > 0.5).double() if node.space.kind == "binary" else drawn
