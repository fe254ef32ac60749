"""Recipes → the methods `sample`, `infer` and `reconstruct`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schematic.emit.layout import INDENT, docstring
from schematic.emit.lines import WIDTH, Writer, unpacked
from schematic.emit.variables import variables_of
from schematic.graph.names import greek
from schematic.graph.ports import has_modes
from schematic.program import Program
from schematic.program.library import skeleton
from schematic.program.ops import (
    LIKE,
    REVERSE_STEPS,
    Evaluate,
    Prior,
    Recipe,
    Reverse,
    Transform,
    Weigh,
    one_by_one,
)
from schematic.program.written_names import attribute, variable

REVERSE_ARGUMENTS = f", steps: int = {REVERSE_STEPS}, ode: bool = False"
REVERSE_TOLD = "from noise, in some steps of the reverse process, or along its flow (`ode`)."


def write_recipes(writer: Writer, program: Program) -> Iterator[Iterator[str]]:
    """The methods for which there is a recipe; `sample` makes the first data node."""
    for recipe in program.samples[:1]:
        yield _sample(writer, recipe)
    if program.infers:
        yield _infer(writer, program.infers)
    for recipe in program.reconstructs[:1]:
        yield _reconstruct(writer, recipe)


def _sample(writer: Writer, recipe: Recipe) -> Iterator[str]:
    what = f"n draws of {greek(recipe.target)}"
    if recipe.needs:
        what += f", given {', '.join(map(greek, recipe.needs))}"
    goes_back = any(isinstance(op, Reverse) for op in recipe.ops)
    options = REVERSE_ARGUMENTS if goes_back else ""
    yield from _head("sample", recipe.needs, options=options)
    told = "real and unit values are means, without their own noise."
    yield from docstring(f"{what}; {REVERSE_TOLD if goes_back else told}")
    if any(isinstance(op, Prior) and op.like == LIKE for op in one_by_one(recipe.ops)):
        yield f"{INDENT}{LIKE} = next(self.parameters())"
    yield from _steps(writer, recipe, INDENT)


def _infer(writer: Writer, recipes: Sequence[Recipe]) -> Iterator[str]:
    known = "; ".join(f"{greek(r.target)} of {', '.join(map(greek, r.needs))}" for r in recipes)
    yield from skeleton().head("infer")[:-1]
    yield from docstring(f"The mean of a node given others: {known}.")
    for recipe in recipes:
        yield f'{INDENT}if node == "{recipe.target}":'
        names = [variable(name) for name in recipe.needs]
        if names:
            wanted = [f'"{name}"' for name in names]
            comma = "," if len(names) == 1 else ""
            line = f"({', '.join(names)}{comma}) = need(given, {', '.join(wanted)})"
            long = len(line) > WIDTH - len(INDENT * 2)
            lines = unpacked(names, "need", ["given", *wanted]) if long else [line]
            yield from (f"{INDENT}{INDENT}{each}" for each in lines)
        yield from _steps(writer, recipe, INDENT * 2)
    yield f'{INDENT}raise ValueError(f"no arrow leads to {{node}}")'


def _reconstruct(writer: Writer, recipe: Recipe) -> Iterator[str]:
    others = [name for name in recipe.needs if name != recipe.target]
    yield from _head("reconstruct", others, f"self, {variable(recipe.target)}: Tensor, ")
    yield f'{INDENT}"""The mean of {greek(recipe.target)} at what is inferred from it."""'
    yield from _steps(writer, recipe, INDENT)


def _head(method: str, given: Sequence[str], first: str = "self, ", options: str = "") -> list[str]:
    """The decorator and the signature of a method, with the nodes that must be given."""
    arguments = "".join(f"{variable(name)}: Tensor, " for name in given)
    *lines, signature = skeleton().head(method)[:-1]
    signature = signature.replace("self, ", first).replace("*, ", f"*, {arguments}")
    signature = signature.replace(") -> ", f"{options}) -> ")
    if len(signature) <= WIDTH:
        return [*lines, signature]
    start, _, inside = signature.partition("(")
    taken, _, returns = inside.rpartition(") -> ")
    return [*lines, f"{start}(", f"{INDENT}{taken}", f") -> {returns}"]


def _steps(writer: Writer, recipe: Recipe, indent: str) -> list[str]:
    """The operations; the last one is returned, with its type where only a net knows it.

    Nets that compute something else in training are evaluated meanwhile.
    """
    variables = variables_of(recipe.ops, kept=[recipe.result])
    *lines, last = writer.block(recipe.ops, (), variables)
    names, _, value = last.partition(" = ")
    first, *rest = names.split(", ")
    if first != recipe.result:  # the call of a kernel that takes several lines
        lines += [last, f"return {recipe.result}"]
    elif value.startswith("self."):
        lines += [f"{first}: Tensor = {value}{'[0]' if rest else ''}", f"return {first}"]
    else:
        lines.append(f"return {value}")
    if nets := _nets_with_modes(writer.program, recipe):
        context = f"with evaluating({', '.join(f'self.{attribute(net)}' for net in nets)}):"
        lines = [context, *(f"{INDENT}{line}" for line in lines)]
    return [f"{indent}{line}" for line in lines]


def _nets_with_modes(program: Program, recipe: Recipe) -> list[str]:
    """The nets of a recipe, and the trunks that they stand on, that have two modes."""
    called = [
        op
        for op in one_by_one(recipe.ops)
        if isinstance(op, Evaluate | Reverse | Transform | Weigh)
    ]
    names = (name for op in called for name in (op.net, getattr(op, "trunk", None)) if name)
    ours = (name for name in dict.fromkeys(names) if name not in program.bound)
    return [name for name in ours if has_modes(program.schematic, name)]
