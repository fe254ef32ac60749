"""Program → Program: operations that come again, alike but for an index, become a loop.

Plates are written out before they mean anything, and so are the operations of their copies. Where
`FEWEST` turns or more are alike, one loop says them all; `one_by_one` takes it apart again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from schematic.graph.ports import joins_parents, reads_maps
from schematic.program.indexed import NUMBER
from schematic.program.ops import (
    Loop,
    Op,
    Program,
    Recipe,
    Reverse,
    Section,
    Slope,
    one_by_one,
    reads,
    results,
)
from schematic.program.runs import FEWEST, Run, runs
from schematic.program.written_names import attribute

WITH_FUNCTIONS = Reverse | Slope
"""Operations that are written with a function of their variables, which an index cannot be."""


def roll(program: Program) -> Program:
    """The program with loops."""
    taken = {name for section in program.sections for name in section.takes}
    return replace(
        program,
        shared=_rolled(program, program.shared, taken),
        sections=tuple(_section(program, section) for section in program.sections),
        samples=tuple(_recipe(program, recipe) for recipe in program.samples),
        infers=tuple(_recipe(program, recipe) for recipe in program.infers),
        reconstructs=tuple(_recipe(program, recipe) for recipe in program.reconstructs),
    )


def _section(program: Program, section: Section) -> Section:
    kept = {name for summand in section.summands for name in reads(summand)}
    return replace(section, ops=_rolled(program, section.ops, kept))


def _recipe(program: Program, recipe: Recipe) -> Recipe:
    ops = _rolled(program, recipe.ops, {recipe.result})
    return replace(recipe, ops=ops) if any(isinstance(op, Loop) for op in ops) else recipe


def _rolled(program: Program, ops: Sequence[Op], kept: Iterable[str]) -> tuple[Op, ...]:
    """Operations in order, those that come again as loops; `kept` is read behind them."""
    if any(isinstance(op, WITH_FUNCTIONS) for op in ops):
        return tuple(ops)
    lines = tuple(one_by_one(ops))
    if len(lines) < FEWEST:
        return lines
    found = runs(lines, _kept(lines, frozenset(kept)), lambda op: kind_of(program, op))
    return tuple(Loop(each.values, each.body) if isinstance(each, Run) else each for each in found)


def _kept(ops: Sequence[Op], behind: frozenset[str]) -> Callable[[range], tuple[int, ...]]:
    """How many of the variables that are made at some places are read elsewhere.

    Of turns that keep equally many, those are better that read fewer of what was made before, and
    then those that make values of one index.
    """
    readers: dict[str, list[int]] = defaultdict(list)
    for number, op in enumerate(ops):
        for name in reads(op):
            readers[name].append(number)

    made_at = {name: number for number, op in enumerate(ops) for name in results(op)}

    def count(turn: range) -> tuple[int, ...]:
        before = range(turn.start - len(turn), turn.start)
        made = [name for number in turn for name in results(ops[number])]
        read = {name for number in turn for name in reads(ops[number])}
        kept = sum(name in behind or any(n not in turn for n in readers[name]) for name in made)
        indices = {tuple(NUMBER.findall(name)) for name in made}
        return kept, sum(made_at.get(name) in before for name in read), len(indices)

    return count


def kind_of(program: Program, op: Op) -> Hashable:
    """What the line of an operation depends on beside its names: how its nets are called."""
    names = (getattr(op, "net", None), getattr(op, "trunk", None))
    return tuple(_called(program, net) for net in names if net)


def _called(program: Program, net: str) -> Hashable:
    schematic = program.schematic
    return (
        attribute(net) == net,
        net in program.bound,
        net in program.given_copies,
        joins_parents(schematic, net),
        reads_maps(schematic, net),
    )
