"""How `sample` goes back along a diffusion: the arguments of a call that say so, or findings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.diagnostics.diagnostic import page
from schematic.program.ops import REVERSE_OPTIONS, REVERSE_STEPS, Recipe, Reverse
from schematic.ranges import COUNT, shown

NO_WAY: Mapping[str, Any] = MappingProxyType({})


@page("SGM646")
def no_way_back(model: str, name: str) -> Diagnostic:
    """`steps` or `ode` of a model that takes no steps to sample.

    They say how `sample` goes back from noise to data, step by step, in a model whose solid arrow
    says `predict`. Other models make a sample at once.
    """
    message = f"{model} takes no `{name}` to sample"
    return Diagnostic("SGM646", message, None, "it makes a sample at once", f"leave `{name}` out")


@page("SGM647")
def wrong_way_back(name: str, value: str, takes: str) -> Diagnostic:
    """`steps` that is no whole number from 1, or `ode` that is neither true nor false."""
    return Diagnostic("SGM647", f"`{name}` cannot be {value}", None, "", f"it takes {takes}")


def way_back(
    model: str, recipe: Recipe, given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The steps and the sort of the way back, and the values that are given besides.

    Raises:
        SchematicError: the model takes no steps (SGM646), or a value is none of them (SGM647).
    """
    others = {name: value for name, value in given.items() if name not in REVERSE_OPTIONS}
    asked = {name: value for name, value in given.items() if name in REVERSE_OPTIONS}
    if not goes_back(recipe):
        taken = [name for name in asked if name not in recipe.needs]
        if taken:
            raise SchematicError([no_way_back(model, name) for name in taken])
        return {}, dict(given)
    steps, ode = asked.get("steps", REVERSE_STEPS), asked.get("ode", False)
    findings = []
    if not COUNT.accepts(steps):
        findings.append(wrong_way_back("steps", shown(steps), str(COUNT)))
    if not isinstance(ode, bool):
        findings.append(wrong_way_back("ode", shown(ode), "True or False"))
    if findings:
        raise SchematicError(findings)
    return {"steps": int(steps), "ode": ode}, others


def goes_back(recipe: Recipe) -> bool:
    """Whether a recipe goes back along a diffusion, step by step."""
    return any(isinstance(op, Reverse) for op in recipe.ops)
