"""Operations → units: sets of operations that can be done together, in a possible order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from schematic.program.indexed import Row
from schematic.program.ops import (
    Apply,
    Argument,
    Evaluate,
    Mean,
    Op,
    Sample,
    Stacked,
    Transform,
    Use,
    Weigh,
    reads,
    results,
)

Unit = list[Op]
"""Operations of one kind on parallel values; most are alone."""


def arguments_of(op: Op) -> tuple[Argument | float | Row, ...]:
    """What an operation is applied to, example by example."""
    match op:
        case Evaluate(inputs=inputs) | Transform(inputs=inputs) | Weigh(inputs=inputs):
            return inputs
        case Sample(parameters=parameters) | Mean(parameters=parameters):
            return parameters
        case Apply(arguments=arguments):
            return arguments
        case _:
            return ()


def grouped(ops: Sequence[Op], apart: frozenset[str]) -> list[Unit]:
    """The operations in units; their order is kept as far as it can be.

    Calls of one net are a unit where none waits for another. What then follows each of them in the
    same way (draws and means) is a unit too. Nets that may treat examples jointly are left alone.
    """
    units = _Units(apart)
    for op in ops:
        units.add(op)
    return list(units.in_order())


class _Units:
    """Units that grow, with the place of each value: its unit, and its operation's place there."""

    def __init__(self, apart: frozenset[str]) -> None:
        """Begin without units."""
        self.apart = apart
        self.units: list[Unit] = []
        self.places: dict[str, tuple[int, int]] = {}
        self.open: dict[Hashable, int] = {}

    def add(self, op: Op) -> None:
        """Let an operation join a unit of its kind, or begin one."""
        kind, lane = self._kind(op)
        number = self.open.get(kind, len(self.units))
        can_join = number < len(self.units) and lane in (None, len(self.units[number]))
        if kind is None or not can_join or number in self._before(op):
            number = len(self.units)
            self.units.append([])
            self.open[kind] = number
        for name in results(op):
            self.places[name] = number, len(self.units[number])
        self.units[number].append(op)

    def in_order(self) -> Iterator[Unit]:
        """The units, each as early as its first operation stood, but after all it waits for."""
        waiting = list(range(len(self.units)))
        done: set[int] = set()
        while waiting:
            ready = next(n for n in waiting if self._needs(self.units[n]) - {n} <= done)
            waiting.remove(ready)
            done.add(ready)
            unit = self.units[ready]
            yield from [unit] if self._is_whole(unit) else [[op] for op in unit]

    def _kind(self, op: Op) -> tuple[Hashable, int | None]:
        """What the operations of a unit share, and which of the unit this must be (None: any)."""
        match op:
            case Evaluate(net=net) | Weigh(net=net) if net in self.apart or not _is_plain(op):
                return None, None
            case Evaluate(names=names):
                return replace(op, names=("",) * len(names), inputs=()), None
            case Weigh():
                return replace(op, name="", inputs=()), None
            case Sample(share=None):
                return self._follower(op, replace(op, name="", parameters=(), noise=()))
            case Mean():
                return self._follower(op, replace(op, name="", parameters=()))
            case _:
                return None, None

    def _follower(self, op: Sample | Mean, common: Op) -> tuple[Hashable, int | None]:
        """The kind of an operation that follows calls of a net, and the unit that it must join."""
        names = [use.name for use in op.parameters if isinstance(use, Use)]
        if not _is_plain(op) or not all(name in self.places for name in names):
            return None, None
        sources = [(self.places[name], _position(self._maker(name), name)) for name in names]
        lanes = {lane for (_, lane), _ in sources}
        if len(lanes) != 1:
            return None, None
        numbers = tuple(number for number in op.parameters if not isinstance(number, Use))
        behind = tuple((unit, position) for (unit, _), position in sources)
        return (common, behind, numbers), lanes.pop()

    def _maker(self, name: str) -> Op:
        unit, lane = self.places[name]
        return self.units[unit][lane]

    def _needs(self, unit: Unit) -> set[int]:
        """The units that a unit reads from."""
        names = {name for op in unit for name in reads(op)}
        return {self.places[name][0] for name in names if name in self.places}

    def _before(self, op: Op) -> set[int]:
        """The units that an operation waits for, at first or at second hand."""
        found: set[int] = set()
        stack = [*self._needs([op])]
        while stack:
            number = stack.pop()
            if number not in found:
                found.add(number)
                stack.extend(self._needs(self.units[number]))
        return found

    def _is_whole(self, unit: Unit) -> bool:
        """Whether a unit that follows calls of a net follows them all."""
        first = unit[0]
        if not isinstance(first, Sample | Mean) or len(unit) == 1:
            return True
        sources = {self.places[name][0] for name in reads(first)}
        return all(len(self.units[number]) == len(unit) for number in sources)


def _is_plain(op: Op) -> bool:
    """Whether an operation reads each value as it is, once an example."""
    return all(
        not isinstance(value, Stacked) and (not isinstance(value, Use) or value.copies == 1)
        for value in arguments_of(op)
    )


def _position(op: Op, name: str) -> int:
    return results(op).index(name)
