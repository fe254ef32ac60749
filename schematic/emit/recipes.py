"""Recipes → the methods `sample`, `infer` and `reconstruct`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from schematic.emit.layout import INDENT, docstring
from schematic.emit.lines import WIDTH, Writer, call, unpacked
from schematic.emit.variables import (
    Variables,
    pattern_of,
    quoted,
    range_text,
    variables_of,
)
from schematic.graph.names import greek
from schematic.graph.ports import has_modes
from schematic.program import Program
from schematic.program.indexed import PLACE, at, at_name
from schematic.program.library import skeleton
from schematic.program.ops import (
    LIKE,
    REVERSE_STEPS,
    Evaluate,
    Loop,
    Prior,
    Recipe,
    Reverse,
    Transform,
    Weigh,
    one_by_one,
    reads,
    results,
)
from schematic.program.passes.roll import kind_of
from schematic.program.runs import Run, runs
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


@dataclass(frozen=True)
class _Branch:
    """A recipe of `infer`, apart from what it needs: names, those in a row as one."""

    needs: tuple[str | Run[str], ...]
    recipe: Recipe

    @property
    def rows(self) -> list[Run[str]]:
        """The names in rows."""
        return [need for need in self.needs if isinstance(need, Run)]


def _infer(writer: Writer, recipes: Sequence[Recipe]) -> Iterator[str]:
    yield from skeleton().head("infer")[:-1]
    yield from docstring(f"The mean of a node given others: {'; '.join(_told(recipes))}.")
    branches = [_Branch(_in_rows(r.needs), replace(r, needs=())) for r in recipes]
    for part in runs(branches, kind=lambda branch: _kind(writer.program, branch), index="k"):
        if not isinstance(part, Run):
            yield from (f"{INDENT}{line}" for line in _branch(writer, part))
            continue
        yield f"{INDENT}for k in {range_text(part.values)}:"
        writer.first = part.values[0]
        lines = (line for branch in part.body for line in _branch(writer, branch))
        yield from (f"{INDENT * 2}{line}" for line in lines)
        writer.first = 0
    yield f'{INDENT}raise ValueError(f"no arrow leads to {{node}}")'


def _told(recipes: Sequence[Recipe]) -> Iterator[str]:
    """What can be inferred of what; of nodes that are alike, the first and the last."""
    known = [f"{greek(r.target)} of {', '.join(_short(r.needs))}" for r in recipes]
    for part in runs(known):
        if isinstance(part, Run):
            yield from (f"{at(text, t)}" for text in part.body for t in part.values[:1])
            yield "…"
            yield from (f"{at(text, t)}" for text in part.body for t in part.values[-1:])
        else:
            yield part


def _short(names: Sequence[str]) -> Iterator[str]:
    for part in _in_rows(names):
        if isinstance(part, Run):
            first, last = (at(part.body[0], t) for t in (part.values[0], part.values[-1]))
            yield f"{greek(first)}, …, {greek(last)}"
        else:
            yield greek(part)


def _in_rows(names: Sequence[str]) -> tuple[str | Run[str], ...]:
    """Names, those in a row as one where a variable may be called like them."""
    if any(variable(name) != name for name in names):
        return tuple(names)
    parts = list(runs(list(names)))
    is_plain = all(not isinstance(part, Run) or len(part.body) == 1 for part in parts)
    return tuple(parts) if is_plain else tuple(names)


def _kind(program: Program, branch: _Branch) -> Hashable:
    """What must be the same where branches become one; those that cannot have a name each."""
    recipe = branch.recipe
    lines = [line for op in recipe.ops for line in (op.body if isinstance(op, Loop) else (op,))]
    names = {name for line in lines for name in (*results(line), *reads(line))}
    if (
        "k" in names
        or _nets_with_modes(program, recipe)
        or variable(recipe.target) in program.bound
    ):
        return recipe.target
    return tuple(kind_of(program, op) for op in recipe.ops if not isinstance(op, Loop))


def _branch(writer: Writer, branch: _Branch) -> Iterator[str]:
    """The lines that infer one node, or those that are alike up to k."""
    recipe = branch.recipe
    variables = variables_of(recipe.ops, kept=[recipe.result], given=branch.rows)
    index = variables.index
    yield f"if node == {quoted(recipe.target, index)}:"
    alone = [need for need in branch.needs if not isinstance(need, Run)]
    for row in branch.rows:
        values, name = range_text(row.values), row.body[0]
        keys = f"*({quoted(name, index)} for {index} in {values})"
        pattern = pattern_of(name).pattern
        variables.begun.add(pattern)
        pairs = [values, f"need(given, {keys})", "strict=True"]
        lines = call(variables.indexed[pattern], "dict(zip", pairs, ")")
        yield from (f"{INDENT}{line}" for line in lines)
    if alone:
        names = [variable(name) if not PLACE.search(name) else name for name in alone]
        yield from (f"{INDENT}{line}" for line in variables.begin(names))
        targets, wanted = [*map(variables, names)], [quoted(name, index) for name in names]
        comma = "," if len(names) == 1 else ""
        line = f"({', '.join(targets)}{comma}) = need(given, {', '.join(wanted)})"
        long = len(line) > WIDTH - len(INDENT * 2)
        lines = unpacked(targets, "need", ["given", *wanted]) if long else [line]
        yield from (f"{INDENT}{each}" for each in lines)
    yield from _steps(writer, recipe, INDENT, variables)


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


def _steps(
    writer: Writer, recipe: Recipe, indent: str, variables: Variables | None = None
) -> list[str]:
    """The operations; the last one is returned, with its type where only a net knows it.

    Nets that compute something else in training are evaluated meanwhile.
    """
    if variables is None:
        recipe, variables = _with_arguments(recipe)
    result, has_index = variables(recipe.result), bool(PLACE.search(recipe.target))
    *lines, last = writer.block(recipe.ops, (), variables)
    names, _, value = last.partition(" = ")
    first, *rest = names.split(", ")
    if first != result:  # the call of a kernel that takes several lines
        lines += [last, f"return {result}"]
    elif value.startswith(("self.", "getattr(self")):
        lines += [f"{first}: Tensor = {value}{'[0]' if rest else ''}", f"return {first}"]
    else:
        lines.append(f"return {value}")
    if not has_index and (nets := _nets_with_modes(writer.program, recipe)):
        context = f"with evaluating({', '.join(f'self.{attribute(net)}' for net in nets)}):"
        lines = [context, *(f"{INDENT}{line}" for line in lines)]
    return [f"{indent}{line}" for line in lines]


def _with_arguments(recipe: Recipe) -> tuple[Recipe, Variables]:
    """A recipe whose needs are arguments, and its variables; without loops that read those."""
    variables = variables_of(recipe.ops, kept=[recipe.result])
    if any(variable(name) in variables.members for name in recipe.needs):
        recipe = replace(recipe, ops=tuple(one_by_one(recipe.ops)))
        variables = variables_of(recipe.ops, kept=[recipe.result])
    return recipe, variables


def _nets_with_modes(program: Program, recipe: Recipe) -> list[str]:
    """The nets of a recipe, and the trunks that they stand on, that have two modes."""
    ours = (net for net in dict.fromkeys(_called(recipe)) if net not in program.bound)
    return [net for net in ours if has_modes(program.schematic, net)]


def _called(recipe: Recipe) -> Iterator[str]:
    """The nets that a recipe calls, and the trunks that they stand on; in a loop for each t."""
    for op in recipe.ops:
        body, turns = (op.body, op.values) if isinstance(op, Loop) else ((op,), range(1))
        called = [line for line in body if isinstance(line, Evaluate | Reverse | Transform | Weigh)]
        nets = [net for line in called for net in (line.net, getattr(line, "trunk", None)) if net]
        yield from (at_name(net, t) for t in turns for net in nets)
