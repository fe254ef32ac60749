"""Program → Program: batches that go through the same net go through it together.

Two calls of one net, neither of which waits for the other, become one call on both batches, stacked
along the batch. What follows them example by example (draws, means, weights, densities) stays
stacked, and a stack is taken apart only where one of its parts is needed alone. Modules of the user
are left as they are: they may treat examples jointly. So are nets with a batch norm, which do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from schematic.graph.ports import couples_examples
from schematic.program.indexed import Row
from schematic.program.ops import (
    Argument,
    Call,
    Enumerate,
    Evaluate,
    Every,
    Fetch,
    Length,
    Mean,
    Op,
    Price,
    Prior,
    Program,
    Rows,
    Sample,
    Section,
    Shuffle,
    Slope,
    Split,
    Stack,
    Stacked,
    Summand,
    Use,
    Weigh,
    reads,
    results,
    with_takes,
)
from schematic.program.passes.group import Unit, arguments_of, grouped
from schematic.program.written_names import Namer


def stack(program: Program) -> Program:
    """The program with as few calls of its nets as there can be."""
    blocks = [program.shared, *(section.ops for section in program.sections)]
    ops = list(chain(*blocks))
    joint = {n for n in program.schematic.group_of if couples_examples(program.schematic, n)}
    stacks = _Stacks(
        apart=program.bound | joint,
        names=Namer({name for op in ops for name in (*results(op), *reads(op))}),
        lengths=_lengths(ops),
        made={},
        lanes={},
    )
    shared = list(stacks.block(program.shared))
    sections = [stacks.inner().section(section) for section in program.sections]
    readers = [part for section in sections for part in (*section.ops, *section.summands)]
    shared = stacks.finished(shared, readers)
    return with_takes(replace(program, shared=tuple(shared), sections=tuple(sections)))


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
        apart: nets that may treat the examples of a call jointly.
        names: makes fresh variables.
        lengths: of each variable, as a name that equals another's where they are as long.
        made: the stacks by their parts.
        lanes: the parts, each with its stack and its place there.
    """

    apart: frozenset[str]
    names: Namer
    lengths: dict[str, Extent]
    made: dict[tuple[str, ...], _Whole]
    lanes: dict[str, tuple[_Whole, int]]

    def inner(self) -> _Stacks:
        """The state for a block that sees these stacks and keeps its own to itself."""
        names = Namer(self.names.taken)
        return replace(self, names=names, made=dict(self.made), lanes=dict(self.lanes))

    def section(self, section: Section) -> Section:
        """The code of a player, rewritten."""
        ops, summands = self._merged(list(self.block(section.ops)), section.summands)
        return replace(section, ops=tuple(self.finished(ops, summands)), summands=tuple(summands))

    def block(self, ops: Sequence[Op]) -> Iterator[Op]:
        """Operations in which those that can go together are one."""
        for unit in grouped(ops, self.apart):
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
            name = self._whole(parts, self._lengths_of(uses))
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

    def _merged(self, ops: list[Op], summands: Sequence[Summand]) -> tuple[list[Op], list[Summand]]:
        """The operations and summands, densities of all parts of a stack as one.

        A density that another operation reads is left alone.
        """
        read = {name for op in ops for name in reads(op)}
        calls = {op.name: op for op in ops if isinstance(op, Call) and op.name not in read}
        waiting, kept = list(summands), list[Summand]()
        while waiting:
            first = waiting.pop(0)
            others = self._others(first, waiting, calls)
            if others:
                waiting = [summand for summand in waiting if summand not in others]
                gone = {summand.value for summand in (first, *others)}
                kept_ops = [op for op in ops if not gone.intersection(results(op))]
                ops = [*kept_ops, self._of_all(calls[first.value])]
                first = self._sum_of_all(first, 1 + len(others))
            kept.append(first)
        return ops, kept

    def _others(
        self, first: Summand, waiting: Sequence[Summand], calls: Mapping[str, Call]
    ) -> list[Summand]:
        """The summands that are for the other parts of stacks what one is for the first parts."""
        wholes = self._wholes(first, calls.get(first.value))
        others = []
        for lane in range(1, min((len(whole.parts) for whole in wholes), default=0)):
            names = {whole.parts[0]: whole.parts[lane] for whole in wholes}
            wanted = replace(_renamed(calls[first.value], names), name="")
            weight = first.weight and replace(first.weight, name=names[first.weight.name])
            others += [
                other
                for other in waiting
                if other.value in calls
                and replace(calls[other.value], name="") == wanted
                and replace(other, value=first.value) == replace(first, weight=weight)
            ]
        complete = wholes and len(others) == min(len(whole.parts) for whole in wholes) - 1
        return others if complete else []

    def _wholes(self, summand: Summand, call: Call | None) -> list[_Whole]:
        """The stacks of equal batches whose first parts a density reads, if it reads no other."""
        if call is None or any(isinstance(value, Length) for value in call.arguments):
            return []
        uses = [*_uses(call), *([summand.weight] if summand.weight else [])]
        lanes = [self.lanes.get(use.name) if use.copies == 1 else None for use in uses]
        wholes = [lane[0] for lane in lanes if lane is not None and lane[1] == 0]
        usable = len(wholes) == len(lanes) and not any(whole.lengths for whole in wholes)
        return wholes if usable else []

    def _of_all(self, call: Call) -> Call:
        """A density of whole stacks."""
        return _renamed(call, {use.name: self.lanes[use.name][0].name for use in _uses(call)})

    def _sum_of_all(self, first: Summand, count: int) -> Summand:
        """What a density of whole stacks adds: its mean is over `count` times as many examples."""
        weight = first.weight and replace(first.weight, name=self.lanes[first.weight.name][0].name)
        return replace(first, coefficient=first.coefficient * count, weight=weight)


Extent = str | tuple["Extent", ...]
"""A name for how long a variable is."""


def _lengths(ops: Iterable[Op]) -> dict[str, Extent]:
    """How long each variable is: equal for those that are sure to be as long."""
    found: dict[str, Extent] = {}

    def length(value: Argument | float | Row) -> Extent:
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
                found |= dict.fromkeys(results(op), f"{node}.{label}" if label else "")
            case Rows(seen=seen, missing=missing):
                found[op.name] = length((*seen, *missing)[0])
            case Prior():
                found[op.name] = found[op.length]
            case Stack(parts=parts):
                found[op.name] = length(Stacked(parts))
            case Split(names=names, value=value, lengths=lengths):
                shares = [found[other] for other in lengths] or _shares(op, found[value])
                found |= dict(zip(names, shares, strict=True))
            case Enumerate(like=like, values=values):
                found[op.name] = (length(like),) * values if values > 1 else length(like)
            case Shuffle(value=value):
                found[op.name] = length(value)
            case Every(length=of, copies=copies, values=values):
                found[op.name] = (found[of],) * (copies * values)
            case Price(logit=logit):
                found[op.name] = found[logit]
            case Slope(real=(first, *_)):
                found[op.name] = length(first)
            case Call(arguments=arguments):
                sized = [found[use.name] for use in arguments if isinstance(use, Use)]
                found[op.name] = sized[0] if sized else ""
            case _:
                found |= dict.fromkeys(results(op), length(arguments_of(op)[0]))
    return found


def _shares(split: Split, whole: Extent) -> Sequence[Extent]:
    """How long equal parts are: the parts of a stack, or that share of anything else."""
    count = len(split.names)
    return whole if isinstance(whole, tuple) else [f"{split.value}/{count}"] * count


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
        case op:
            assert isinstance(op, Sample)
            noise = tuple(each for op in unit if isinstance(op, Sample) for each in op.noise)
            return replace(op, name=names[0], parameters=numbers_too, noise=noise)


def _uses(call: Call) -> list[Use]:
    return [value for value in call.arguments if isinstance(value, Use)]


def _renamed(call: Call, names: Mapping[str, str]) -> Call:
    """A density of other variables."""
    arguments = tuple(
        replace(value, name=names[value.name]) if isinstance(value, Use) else value
        for value in call.arguments
    )
    return replace(call, arguments=arguments)


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
