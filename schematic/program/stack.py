"""Program → Program: batches that go through the same net go through it together.

Two calls of one net, neither of which waits for the other, become one call on both batches, stacked
along the batch. What follows them example by example (draws, means, weights, densities) stays
stacked, and a stack is taken apart only where one of its parts is needed alone. Modules of the user
are left as they are: they may treat examples jointly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from schematic.program.group import Unit, arguments_of, grouped
from schematic.program.names import Namer
from schematic.program.ops import (
    Argument,
    Evaluate,
    Fetch,
    Mean,
    Op,
    Prior,
    Program,
    Sample,
    Score,
    Section,
    Split,
    Stack,
    Stacked,
    Summand,
    Use,
    Weigh,
    reads,
    results,
    takes,
)


def stack(program: Program) -> Program:
    """The program with as few calls of its nets as there can be."""
    blocks = [program.shared, *(section.ops for section in program.sections)]
    ops = list(chain(*blocks))
    stacks = _Stacks(
        bound=program.bound,
        names=Namer({name for op in ops for name in (*results(op), *reads(op))}),
        lengths=_lengths(ops),
        made={},
        lanes={},
    )
    shared = list(stacks.block(program.shared))
    sections = [stacks.inner().section(section) for section in program.sections]
    readers = [part for section in sections for part in (*section.ops, *section.summands)]
    shared = stacks.finished(shared, readers)
    made = [name for op in shared for name in results(op)]
    return replace(
        program,
        shared=tuple(shared),
        sections=tuple(replace(s, takes=takes(s.ops, s.summands, made)) for s in sections),
    )


@dataclass(frozen=True)
class _Whole:
    """A stack: its variable, its parts, and variables that are as long as they (none if equal)."""

    name: str
    parts: tuple[str, ...]
    lengths: tuple[str, ...]


@dataclass(frozen=True)
class _Stacks:
    """The stacks that are known while blocks are rewritten, in order.

    Attributes:
        bound: nets of the user.
        names: makes fresh variables.
        lengths: of each variable, as a name that equals another's where they are as long.
        made: the stacks by their parts.
        lanes: the parts, each with its stack and its place there.
    """

    bound: frozenset[str]
    names: Namer
    lengths: dict[str, Length]
    made: dict[tuple[str, ...], _Whole]
    lanes: dict[str, tuple[_Whole, int]]

    def inner(self) -> _Stacks:
        """For a block that sees these stacks and keeps its own to itself."""
        return replace(self, made=dict(self.made), lanes=dict(self.lanes))

    def section(self, section: Section) -> Section:
        """A player's code."""
        ops = list(self.block(section.ops))
        summands = tuple(self._summands(section.summands))
        return replace(section, ops=tuple(self.finished(ops, summands)), summands=summands)

    def block(self, ops: Sequence[Op]) -> Iterator[Op]:
        """Operations, those that can go together as one."""
        for unit in grouped(ops, self.bound):
            yield from self._together(unit) if len(unit) > 1 else self._alone(unit[0])

    def finished(self, ops: Sequence[Op], readers: Iterable[Op | Summand]) -> list[Op]:
        """The block with stacks taken apart for those who need a part, and written in place."""
        elsewhere = list(readers)
        needed = {name for part in (*ops, *elsewhere) for name in reads(part)}
        apart = [each for op in ops for each in (op, *self._splits(op, needed))]
        return _in_place(apart, elsewhere)

    def _splits(self, op: Op, needed: set[str]) -> Iterator[Op]:
        if isinstance(op, Stack):
            return
        for whole in self.made.values():
            if whole.name in results(op) and needed.intersection(whole.parts):
                names = tuple(part if part in needed else "_" for part in whole.parts)
                yield Split(names, whole.name, whole.lengths)

    def _alone(self, op: Op) -> Iterator[Op]:
        match op:
            case Evaluate(inputs=inputs):
                yield replace(op, inputs=tuple(map(self._known, inputs)))
            case Split(lengths=lengths) if self._are_equal(lengths):
                yield replace(op, lengths=())
            case _:
                yield op

    def _together(self, unit: Unit) -> Iterator[Op]:
        """Several operations of one kind as one, on stacks."""
        columns = list(zip(*map(arguments_of, unit), strict=True))
        uses = [tuple(value for value in column if isinstance(value, Use)) for column in columns]
        for parts in filter(None, uses):
            yield from self._stacked(parts)
        lengths = self._lengths_of(next(filter(None, uses)))
        names = [self._whole(parts, lengths) for parts in zip(*map(results, unit), strict=True)]
        arguments = [
            self._known(Stacked(parts)) if parts else column[0]
            for parts, column in zip(uses, columns, strict=True)
        ]
        yield _applied(unit, tuple(names), arguments)

    def _stacked(self, uses: tuple[Use, ...]) -> Iterator[Op]:
        """Make the stack of some values, if it is not there."""
        parts = tuple(use.name for use in uses)
        if parts not in self.made and _are_read_alike(uses):
            name = self._whole(parts, () if self._are_equal(parts) else parts)
            yield Stack(name, tuple(map(Use, parts)))

    def _lengths_of(self, uses: tuple[Use, ...]) -> tuple[str, ...]:
        """Variables that are as long as these, or none where they are equally long."""
        parts = tuple(use.name for use in uses)
        if parts in self.made:
            return self.made[parts].lengths
        return () if self._are_equal(parts) else parts

    def _are_equal(self, parts: Iterable[str]) -> bool:
        return len({self.lengths[name] for name in parts}) == 1

    def _whole(self, parts: tuple[str, ...], lengths: tuple[str, ...]) -> str:
        """A name for the stack of some values, from now on known."""
        words = [part.split("_") for part in parts]
        common = [word for word in words[0] if all(word in other for other in words)]
        name = self.names("_".join([*(common or words[0]), "both" if len(parts) == 2 else "all"]))
        self.made[parts] = whole = _Whole(name, parts, lengths)
        self.lanes.update({part: (whole, lane) for lane, part in enumerate(parts)})
        return name

    def _known(self, argument: Argument) -> Argument:
        """The stack that an argument of several batches is, where there is one."""
        if isinstance(argument, Use) or not _are_read_alike(argument.parts):
            return argument
        whole = self.made.get(tuple(part.name for part in argument.parts))
        return replace(argument.parts[0], name=whole.name) if whole else argument

    def _summands(self, summands: Sequence[Summand]) -> Iterator[Summand]:
        """The summands, densities of all parts of a stack as one."""
        waiting = list(summands)
        while waiting:
            first = waiting.pop(0)
            others = self._others(first)
            if others and all(other in waiting for other in others):
                waiting = [summand for summand in waiting if summand not in others]
                first = self._of_all(first, 1 + len(others))
            yield first

    def _others(self, first: Summand) -> list[Summand]:
        """What a density of the first parts of stacks is for their other parts."""
        if not isinstance(first, Score):
            return []
        lanes = [self.lanes.get(use.name) if use.copies == 1 else None for use in _uses(first)]
        wholes = [lane[0] for lane in lanes if lane is not None and lane[1] == 0]
        if len(wholes) != len(lanes) or any(whole.lengths for whole in wholes):
            return []
        return [
            _renamed(first, {whole.parts[0]: whole.parts[lane] for whole in wholes})
            for lane in range(1, min(len(whole.parts) for whole in wholes))
        ]

    def _of_all(self, first: Summand, count: int) -> Summand:
        """A density of whole stacks: its mean is over `count` times as many examples."""
        assert isinstance(first, Score)
        names = {use.name: self.lanes[use.name][0].name for use in _uses(first)}
        return replace(_renamed(first, names), coefficient=first.coefficient * count)


Length = str | tuple["Length", ...]
"""A name for how long a variable is."""


def _lengths(ops: Iterable[Op]) -> dict[str, Length]:
    """How long each variable is: equal for those that are sure to be as long."""
    found: dict[str, Length] = {}

    def length(value: Argument | float) -> Length:
        match value:
            case Stacked(parts=parts):
                return tuple(map(length, parts))
            case Use(name=name, copies=copies):
                return (found[name],) * copies if copies > 1 else found[name]
            case _:
                return ""

    for op in ops:
        match op:
            case Fetch(node=node, label=label):
                found[op.name] = f"{node}.{label}" if label else ""
            case Prior():
                found[op.name] = found[op.length]
            case Split(names=names, lengths=lengths):
                found |= {name: found[other] for name, other in zip(names, lengths, strict=True)}
            case _:
                found |= dict.fromkeys(results(op), length(arguments_of(op)[0]))
    return found


def _are_read_alike(uses: tuple[Use, ...]) -> bool:
    return len({replace(use, name="") for use in uses}) == 1


def _applied(unit: Unit, names: tuple[str, ...], arguments: Sequence[Argument | float]) -> Op:
    """The first operation of a unit, on other arguments."""
    inputs = tuple(value for value in arguments if not isinstance(value, float | int))
    numbers_too = tuple(value for value in arguments if not isinstance(value, Stacked))
    match unit[0]:
        case Evaluate() as op:
            return replace(op, names=names, inputs=inputs)
        case Weigh() as op:
            return replace(op, name=names[0], inputs=inputs)
        case Mean() as op:
            return replace(op, name=names[0], parameters=numbers_too)
        case Sample() as op:
            noise = tuple(each for op in unit if isinstance(op, Sample) for each in op.noise)
            return replace(op, name=names[0], parameters=numbers_too, noise=noise)
        case op:
            raise AssertionError(op)


def _uses(score: Score) -> list[Use]:
    values = (*score.arguments, score.weight)
    return [value for value in values if isinstance(value, Use)]


def _renamed(score: Score, names: Mapping[str, str]) -> Score:
    """A density of other variables."""
    arguments = tuple(
        replace(value, name=names[value.name]) if isinstance(value, Use) else value
        for value in score.arguments
    )
    weight = score.weight and replace(score.weight, name=names[score.weight.name])
    return replace(score, arguments=arguments, weight=weight)


def _in_place(ops: list[Op], elsewhere: Sequence[Op | Summand]) -> list[Op]:
    """The operations, a stack that one net alone reads written as its argument."""
    for stack in [op for op in ops if isinstance(op, Stack)]:
        readers = [part for part in (*ops, *elsewhere) if stack.name in reads(part)]
        (reader, *others) = readers
        if isinstance(reader, Evaluate | Weigh) and not others and reader in ops:
            inputs = tuple(_spelled_out(value, stack) for value in reader.inputs)
            ops = [replace(reader, inputs=inputs) if op is reader else op for op in ops]
            ops.remove(stack)
    return ops


def _spelled_out(value: Argument, stack: Stack) -> Argument:
    if isinstance(value, Use) and value.name == stack.name:
        return Stacked(tuple(replace(value, name=part.name) for part in stack.parts))
    return value
