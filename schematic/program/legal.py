"""The table of what is legal in a program: a row for each kind of operation.

A program is checked when it is made and after every pass. A pass that makes an illegal one is a
fault of the compiler, so it is raised as one, with the operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schematic.graph import FROZEN
from schematic.objective.copies import values_of
from schematic.program.ops import (
    LIKE,
    NUMBER,
    Apply,
    Call,
    Enumerate,
    Evaluate,
    Every,
    Fetch,
    Form,
    Length,
    Loop,
    Mean,
    Op,
    Price,
    Prior,
    Program,
    Recipe,
    Reduction,
    Reverse,
    Rows,
    Sample,
    Section,
    Shuffle,
    Slope,
    Split,
    Stack,
    Summand,
    Transform,
    Use,
    Weigh,
    reads,
    results,
    turns,
)
from schematic.program.written_names import variable


class IllegalProgramError(Exception):
    """A program that no plan and no pass may make: a fault of the compiler.

    Attributes:
        faults: what is wrong, an operation each.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        """Say every fault in the message."""
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass
class Scope:
    """What is known at the place of an operation.

    Attributes:
        program: the whole.
        owned: the groups of the player whose section it is; None among shared draws and recipes.
        known: the variables that have a value.
        scalars: those whose value is one number a batch.
    """

    program: Program
    owned: frozenset[str] | None
    known: set[str]
    scalars: set[str] = field(default_factory=set)

    def group_of(self, net: str) -> str | None:
        """The group that trains a net."""
        return self.program.schematic.group_of.get(net)


def checked(program: Program, before: Program | None = None) -> Program:
    """The program itself.

    Args:
        program: what is checked.
        before: a program that is legal, whose recipes are not looked at again.

    Raises:
        IllegalProgramError: it is not legal.
    """
    faults = list(faults_of(program, before))
    if faults:
        raise IllegalProgramError(faults)
    return program


def faults_of(program: Program, before: Program | None = None) -> Iterator[str]:
    """What is wrong with a program; recipes that were legal before are legal still."""
    shared = Scope(program, None, set())
    yield from _block(shared, program.shared)
    for section in program.sections:
        yield from _section(program, section, shared.known)
    known = {id(recipe) for recipe in _recipes(before)} if before else set[int]()
    for recipe in _recipes(program):
        if id(recipe) not in known:
            yield from _recipe(program, recipe)


def _recipes(program: Program) -> tuple[Recipe, ...]:
    return (*program.samples, *program.infers, *program.reconstructs)


def _section(program: Program, section: Section, shared: set[str]) -> Iterator[str]:
    name = section.player.name
    if missing := set(section.takes) - shared:
        yield f"{name} takes {sorted(missing)}, which nobody makes"
    scope = Scope(program, frozenset(section.player.groups), set(section.takes))
    yield from _block(scope, section.ops)
    for summand in section.summands:
        yield from (f"{name}: {fault}: {summand}" for fault in _summand(scope, summand))


def _recipe(program: Program, recipe: Recipe) -> Iterator[str]:
    scope = Scope(program, None, {variable(name) for name in recipe.needs})
    yield from _block(scope, recipe.ops)
    if recipe.result not in scope.known:
        yield f"the recipe of {recipe.target} makes no {recipe.result}"


def _block(scope: Scope, ops: Sequence[Op]) -> Iterator[str]:
    """The faults of operations in a row, each of which may read what stands before it."""
    for op in ops:
        if isinstance(op, Loop):
            yield from _loop(scope, op)
            continue
        if unknown := reads(op) - scope.known:
            yield f"{sorted(unknown)} is read before it is made: {op}"
        for name in results(op):
            if name in scope.known and name != "_":
                yield f"{name} is made twice: {op}"
        yield from (f"{fault}: {op}" for fault in RULES[type(op)](scope, op))
        scope.known.update(results(op))
        if isinstance(op, Call) and op.form is Form.SCALAR:
            scope.scalars.add(op.name)


def _loop(scope: Scope, loop: Loop) -> Iterator[str]:
    """The faults of a loop: those of its turns, one after another."""
    if len(loop.values) < 2 or not loop.body:
        yield f"a loop without a second turn: {loop}"
    yield from _block(scope, tuple(turns(loop)))


# The table: what is wrong with an operation of each kind, beside the order of names


def _fetch(scope: Scope, op: Fetch) -> Iterator[str]:
    node = scope.program.schematic.nodes.get(op.node)
    if node is None or not node.is_data:
        yield f"{op.node} is no data node"
    elif node.is_partly_observed is not bool(op.seen):
        yield f"whether {op.node} is partly observed is said otherwise"


def _rows(scope: Scope, op: Rows) -> Iterator[str]:
    if not (op.seen or op.missing):
        yield "it says nothing of any node"


def _evaluate(scope: Scope, op: Evaluate) -> Iterator[str]:
    nets = {op.net, *([op.trunk] if op.trunk else [])}
    if unknown := {net for net in nets if scope.group_of(net) is None}:
        yield f"no factor names {sorted(unknown)}"
    if set(op.freeze) - nets:
        yield "it freezes a net that it does not call"
    if op.freeze and op.no_grad:
        yield "nothing is recorded, so there is nothing to freeze"
    if op.features:
        if set(op.freeze) != {op.net} or op.trunk or len(op.names) > 1:
            yield "features of a net in which somebody learns, or that are no single value"
    elif scope.owned is not None and not op.no_grad:
        is_foreign = scope.group_of(op.net) not in scope.owned
        foreign = {net for net in nets if is_foreign or scope.group_of(net) not in scope.owned}
        foreign = {net for net in foreign if scope.group_of(net) != FROZEN}
        if foreign != set(op.freeze):
            yield "it freezes other nets than those of other players"


def _transform(scope: Scope, op: Transform) -> Iterator[str]:
    if scope.group_of(op.net) is None:
        yield f"no factor names {op.net}"
    if not op.inputs:
        yield "it carries nothing"
    if set(op.freeze) - {op.net}:
        yield "it freezes a net that it does not call"
    if op.freeze and op.no_grad:
        yield "nothing is recorded, so there is nothing to freeze"


def _prior(scope: Scope, op: Prior) -> Iterator[str]:
    if op.like == LIKE and op.length != NUMBER and op.length not in scope.known:
        yield "its length is that of no variable"


def _sample(scope: Scope, op: Sample) -> Iterator[str]:
    if not op.noise or not all(op.noise):
        yield "a draw without a name for its noise"
    if op.samples < 1:
        yield "less than one draw"
    if op.share is not None and (len(op.noise) > 1 or len(op.share.sizes) % 2):
        yield "noise that is shared belongs to one draw, and has pairs of sizes"


def _enumerate(scope: Scope, op: Enumerate) -> Iterator[str]:
    node = scope.program.schematic.nodes.get(op.node)
    if node is None or values_of(node) != op.values:
        yield f"{op.node} has not {op.values} values"


def _shuffle(scope: Scope, op: Shuffle) -> Iterator[str]:
    if not op.value.detached:
        yield "a gradient passes through what is permuted"
    if op.samples < 1:
        yield "less than one draw"


def _every(scope: Scope, op: Every) -> Iterator[str]:
    node = scope.program.schematic.nodes.get(op.node)
    if node is None or not node.summed or values_of(node) != op.values:
        yield f"{op.node} is not summed over {op.values} values"


def _mean(scope: Scope, op: Mean) -> Iterator[str]:
    if op.kernel is None and not isinstance(op.parameters[0], Use):
        yield "the mean is no parameter"


def _stack(scope: Scope, op: Stack) -> Iterator[str]:
    if len(op.parts) < 2:
        yield "a stack of one"


def _split(scope: Scope, op: Split) -> Iterator[str]:
    if op.lengths and len(op.lengths) != len(op.names):
        yield "not a length for each part"


def _weigh(scope: Scope, op: Weigh) -> Iterator[str]:
    if scope.group_of(op.net) is None:
        yield f"no factor names {op.net}"


def _call(scope: Scope, op: Call) -> Iterator[str]:
    if scalars := scope.scalars & {a.name for a in op.arguments if isinstance(a, Use)}:
        yield f"{sorted(scalars)} has no value an example"
    if op.form is Form.EXAMPLES and any(isinstance(a, Length) for a in op.arguments):
        yield "the length of a batch says nothing of one example"


def _apply(scope: Scope, op: Apply) -> Iterator[str]:
    if not op.arguments:
        yield "a value that is made of nothing"


def _reverse(scope: Scope, op: Reverse) -> Iterator[str]:
    if scope.group_of(op.net) is None:
        yield f"no factor names {op.net}"
    if not {op.start, op.level} <= {use.name for use in op.inputs}:
        yield "its net reads no mixture, or no level"


def _price(scope: Scope, op: Price) -> Iterator[str]:
    return iter(())


def _slope(scope: Scope, op: Slope) -> Iterator[str]:
    if not len(op.real) == len(op.fake) == len(op.classes):
        yield "not as many real as fake parents"
    if op.classes and all(op.classes):
        yield "there is no slope along classes"


def _summand(scope: Scope, summand: Summand) -> Iterator[str]:
    if unknown := reads(summand) - scope.known:
        yield f"{sorted(unknown)} is read and not made"
    is_scalar = summand.value in scope.scalars
    if is_scalar is not (summand.reduction is Reduction.NONE):
        yield "its reduction does not fit its value"
    if is_scalar and summand.weight is not None:
        yield "examples that are summed already cannot be weighed"


RULES: Mapping[type, Callable[..., Iterator[str]]] = {
    Apply: _apply,
    Call: _call,
    Enumerate: _enumerate,
    Evaluate: _evaluate,
    Every: _every,
    Fetch: _fetch,
    Mean: _mean,
    Price: _price,
    Prior: _prior,
    Rows: _rows,
    Reverse: _reverse,
    Sample: _sample,
    Shuffle: _shuffle,
    Slope: _slope,
    Split: _split,
    Stack: _stack,
    Transform: _transform,
    Weigh: _weigh,
}
"""One row for each kind of operation; a test compares the keys with `Op`."""
