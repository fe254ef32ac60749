"""Parts in a row → runs: parts that come again, alike but for an index that moves by one.

A run is found in what is there, not in how a spec is written: a period is tried at each place, and
a run is only one if every part of it is what its template says for its value of t. What comes
before and after stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from schematic.graph.copies import TimeStep
from schematic.program.indexed import NUMBER, Moving, Row, Span, parts_of, place, rebuilt

FEWEST = 12
"""How often parts must come again to be a run; fewer are read more easily one by one."""
LONGEST_PERIOD = 64

Part = TypeVar("Part")
_LAST_NUMBER = re.compile(rf"{NUMBER.pattern}(?!.*{NUMBER.pattern})")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Run(Generic[Part]):
    """Parts that are alike for each value of t, in order."""

    values: range
    body: tuple[Part, ...]


def runs(
    parts: Sequence[Part],
    kept: Callable[[range], tuple[int, ...]] = lambda turn: (),
    kind: Callable[[Part], Hashable] = type,
    index: str = "t",
) -> Iterator[Part | Run[Part]]:
    """The parts in order, those of each run as one.

    Args:
        parts: dataclasses, texts and tuples of them.
        kept: how much of what is made at some places in a row is read elsewhere, and how much the
            turn before them hands on. Of all places where a run may begin, the best is that with
            the least of both.
        kind: what else must be the same where parts are alike.
        index: how the index is called.
    """
    seen = [_seen(part, kind(part)) for part in parts]
    start = 0
    while start < len(parts):
        found = _longest(seen, start)
        if found is None:
            yield parts[start]
            start += 1
            continue
        period, turns = found
        first = min(
            (at for at in range(start, start + period) if _turns(seen, at, period)[0] >= FEWEST),
            key=lambda at: kept(range(at + period, at + 2 * period)),
        )
        turns, moves = _turns(seen, first, period)
        yield from parts[start:first]
        yield _run(parts, seen, range(first, first + period), turns, moves, index)
        start = first + turns * period


class _Seen(NamedTuple):
    """A part as its shape, and what may differ from one turn to the next.

    Attributes:
        shape: all but the numbers.
        numbers: whole numbers in names, and places on a time axis.
        floats: other numbers, whole ones among them, which are the same in every turn.
    """

    shape: Hashable
    numbers: tuple[int, ...]
    floats: tuple[float, ...]


def _seen(part: Any, kind: Hashable) -> _Seen:
    shape, numbers, floats = _looked_at(part)
    return _Seen((kind, shape), numbers, floats)


@lru_cache(maxsize=4_096)
def _looked_at(part: Any) -> tuple[Hashable, tuple[int, ...], tuple[float, ...]]:
    """The shape and the numbers of a part; the recipes of a chain have most parts in common."""
    numbers: list[int] = []
    floats: list[float] = []

    def shape(part: Any) -> Hashable:
        match part:
            case str():
                moving = _moving(part)
                numbers.extend(map(int, moving.findall(part)))
                return moving.sub("#", part)
            case int() | float() if not isinstance(part, bool):
                floats.append(part)  # of whole numbers, too: 1 and 1.0 may be one key of the cache
                return float if isinstance(part, float) else part
            case range():
                numbers.extend((part.start, part.stop))
                return range, part.step
            case TimeStep(stem=stem, place=at, length=length):
                numbers.append(at)
                return TimeStep, stem, length
            case _:
                inner = tuple(map(shape, parts_of(part)))
                return (type(part), inner) if inner else (type(part), part)

    return shape(part), tuple(numbers), tuple(floats)


def _moving(text: str) -> re.Pattern[str]:
    """The numbers in a text that may move: in a name the last one, so that it is read in one way.

    `h_3_7` is then an entry of `h_3_{t}` and of nothing else, whatever loops it stands in.
    """
    if "{" in text:
        return _NEVER
    return _LAST_NUMBER if text.isidentifier() else NUMBER


def _longest(seen: Sequence[_Seen], start: int) -> tuple[int, int] | None:
    """The period and the number of turns of the longest run from a place, if there is one."""
    best: tuple[int, int] | None = None
    end = min(LONGEST_PERIOD, (len(seen) - start) // FEWEST)
    for period in range(1, end + 1):
        if seen[start].shape != seen[start + period].shape:
            continue
        turns, _ = _turns(seen, start, period)
        if turns >= FEWEST and (best is None or turns * period > best[0] * best[1] + period):
            best = period, turns
    return best


def _turns(seen: Sequence[_Seen], start: int, period: int) -> tuple[int, int]:
    """How many turns of this period there are from a place, and by how much t moves in each."""
    first = seen[start : start + period]
    second = seen[start + period : start + 2 * period]
    if [each.shape for each in first] != [each.shape for each in second]:
        return 1, 0
    moves = {b - a for one, two in zip(first, second, strict=True) for a, b in _pairs(one, two)}
    step = next(iter(moves - {0}), 0)
    if step not in (1, -1) or moves - {0, step}:
        return 1, 0
    moving = [[b != a for a, b in _pairs(o, t)] for o, t in zip(first, second, strict=True)]
    turns = 2
    while (turns + 1) * period + start <= len(seen) and all(
        later.shape == one.shape
        and all(
            b == a + step * turns * moved
            for (a, b), moved in zip(_pairs(one, later), which, strict=True)
        )
        for one, later, which in zip(
            first, seen[start + turns * period : start + (turns + 1) * period], moving, strict=True
        )
    ):
        turns += 1
    return turns, step


def _pairs(one: _Seen, two: _Seen) -> Iterable[tuple[int, int]]:
    return zip(one.numbers, two.numbers, strict=True)


def _run(
    parts: Sequence[Part], seen: Sequence[_Seen], first: range, turns: int, step: int, index: str
) -> Run[Part]:
    """The run from a place; its index is the largest that moves in its first turn."""
    period = len(first)
    largest = max(
        a for number in first for a, b in _pairs(seen[number], seen[number + period]) if a != b
    )
    values = range(largest, largest + step * turns, step)
    body = tuple(
        _template(
            parts[number],
            [seen[number + turn * period] for turn in range(turns)],
            values,
            index,
        )
        for number in first
    )
    return Run(values, body)


def _template(part: Part, turns: Sequence[_Seen], values: range, index: str) -> Part:
    """A part of the first turn, with the index where a number moves."""
    first, second = turns[0], turns[1]
    numbers = iter([(a, a - values[0], a != b) for a, b in _pairs(first, second)])
    rows = iter(zip(*(each.floats for each in turns), strict=True))

    def number(found: re.Match[str]) -> str:
        _, shift, moves = next(numbers)
        return place(shift, index) if moves else found[0]

    def whole() -> int:
        value, shift, moves = next(numbers)
        return Moving(shift) if moves else value

    def change(part: Any) -> Any:
        match part:
            case str():
                return _moving(part).sub(number, part)
            case int() | float() if not isinstance(part, bool):
                row = next(rows)
                return part if len(set(row)) == 1 else Row(row, values)
            case range():
                return Span(whole(), whole(), part.step)
            case TimeStep(stem=stem, length=length):
                return TimeStep(stem, whole(), length)
            case _:
                return rebuilt(part, change)

    return change(part)  # type: ignore[no-any-return]
