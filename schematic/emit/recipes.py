"""Recipes → the methods `sample`, `infer` and `reconstruct`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schematic.emit.layout import INDENT, docstring
from schematic.emit.lines import Writer
from schematic.graph.names import greek
from schematic.program import Program
from schematic.program.names import variable
from schematic.program.ops import LIKE, Prior, Recipe


def write_recipes(writer: Writer, program: Program) -> Iterator[list[str]]:
    """The methods for which there is a way; the first data node is the one that is sampled."""
    for recipe in program.samples[:1]:
        yield _sample(writer, recipe)
    if program.infers:
        yield _infer(writer, program.infers)
    for recipe in program.reconstructs[:1]:
        yield _reconstruct(writer, recipe)


def _sample(writer: Writer, recipe: Recipe) -> list[str]:
    given = "".join(f", {variable(name)}: Tensor" for name in recipe.needs)
    what = f"n draws of {greek(recipe.target)}"
    if recipe.needs:
        what += f", given {', '.join(map(greek, recipe.needs))}"
    return [
        "@torch.no_grad()",
        f"def sample(self, n: int, *{given}, noise: Noise = None) -> Tensor:",
        f'{INDENT}"""{what}; real and unit values are means, without their own noise."""',
        *([f"{INDENT}like = next(self.parameters())"] if _needs_like(recipe) else []),
        *_steps(writer, recipe, INDENT),
    ]


def _needs_like(recipe: Recipe) -> bool:
    return any(isinstance(op, Prior) and op.like == LIKE for op in recipe.ops)


def _infer(writer: Writer, recipes: Sequence[Recipe]) -> list[str]:
    known = "; ".join(f"{greek(r.target)} of {', '.join(map(greek, r.needs))}" for r in recipes)
    lines = [
        "@torch.no_grad()",
        "def infer(self, node: str, *, noise: Noise = None, **given: Tensor) -> Tensor:",
        *docstring(f"The mean of a node given others: {known}."),
    ]
    for recipe in recipes:
        lines.append(f'{INDENT}if node == "{recipe.target}":')
        needs = ", ".join(f'"{name}"' for name in recipe.needs)
        names = ", ".join(variable(name) for name in recipe.needs)
        comma = "," if len(recipe.needs) == 1 else ""
        if recipe.needs:
            lines.append(f"{INDENT}{INDENT}({names}{comma}) = need(given, {needs})")
        lines.extend(_steps(writer, recipe, INDENT * 2))
    lines.append(f'{INDENT}raise ValueError(f"no arrow leads to {{node}}")')
    return lines


def _reconstruct(writer: Writer, recipe: Recipe) -> list[str]:
    others = [name for name in recipe.needs if name != recipe.target]
    given = "".join(f", {variable(name)}: Tensor" for name in others)
    target = variable(recipe.target)
    return [
        "@torch.no_grad()",
        f"def reconstruct(self, {target}: Tensor, *{given}, noise: Noise = None) -> Tensor:",
        f'{INDENT}"""The mean of {greek(recipe.target)} at what is inferred from it."""',
        *_steps(writer, recipe, INDENT),
    ]


def _steps(writer: Writer, recipe: Recipe, indent: str) -> list[str]:
    lines = writer.block(recipe.ops, ())
    last = lines[-1].removeprefix(f"{recipe.result} = ")
    if last != lines[-1]:
        lines[-1] = f"return {last}"
    else:
        lines.append(f"return {recipe.result}")
    return [f"{indent}{line}" for line in lines]
