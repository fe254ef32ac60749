"""The variables of a method → how they are written: `z_loc`, `z[3]`, or `z[t - 1]` in a loop.

Variables that are alike up to an index are copies of one. A copy that only one turn of a loop reads
has a name without an index; others are entries of a dictionary, in the whole method.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from schematic.emit.shapes import Shape
from schematic.program.indexed import (
    NUMBER,
    PLACE,
    Moving,
    Row,
    Span,
    at,
    at_name,
    is_indexed,
    place,
    shift_of,
)
from schematic.program.ops import Loop, Op, Split, Stack, Stacked, Summand, Use, reads, results
from schematic.program.runs import Run, runs
from schematic.program.written_names import Namer

KEYS = {
    *("node", "label", "step", "net", "trunk", "freeze", "kernel", "noise", "options", "share"),
    *("schedule", "estimate", "price", "expression", "form", "reduction", "event"),
}
"""The fields of operations and summands in which no variable stands."""


class Written(NamedTuple):
    """A variable that has an index: what it is a copy of, and how far it is from t, or where.

    Attributes:
        pattern: the name, with `{t}` in it.
        at: the number for `{t}`; within a loop, what is added to its t.
    """

    pattern: str
    at: int


def pattern_of(name: str) -> Written:
    """A name of a loop's body, such as `mean_z_{t-1}`."""
    found = PLACE.search(name)
    assert found is not None
    return Written(PLACE.sub(place(0), name), shift_of(found))


@dataclass
class Variables:
    """How the variables of one method are written.

    Attributes:
        index: the variable of loops.
        local: the names of those that need no index, by pattern.
        indexed: the names of dictionaries, by pattern.
        members: the variables that are entries of one.
        tables: the names of rows of numbers.
        begun: the dictionaries that are there already, by pattern.
        copies: how each copy is written within a loop and outside of it.
    """

    index: str = "t"
    local: dict[str, str] = field(default_factory=dict)
    indexed: dict[str, str] = field(default_factory=dict)
    members: dict[str, Written] = field(default_factory=dict)
    tables: dict[Row, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    copies: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """A variable as it is written."""
        if found := PLACE.search(name):
            pattern, shift = pattern_of(name)
            if pattern in self.local:
                return self.local[pattern]
            return f"{self.indexed[pattern]}[{plus(self.letter(found[1]), shift)}]"
        if name in self.members:
            pattern, number = self.members[name]
            return f"{self.indexed[pattern]}[{number}]"
        return name

    def dictionary(self, name: str) -> str | None:
        """The pattern of the dictionary in which a variable stands, if it does."""
        if PLACE.search(name):
            pattern = pattern_of(name).pattern
            return pattern if pattern in self.indexed else None
        return self.members[name].pattern if name in self.members else None

    def letter(self, index: str) -> str:
        """The variable of an index."""
        return self.index if index == "t" else index

    def renamed(self, part: Any) -> Any:
        """An operation, or a summand, with its variables as they are written."""
        if not (self.local or self.indexed):
            return part
        if isinstance(part, Split) and (spread := self._spread(part)):
            return spread
        return _renamed(part, self)

    def _spread(self, split: Split) -> Spread | None:
        """A split, where its parts are entries of one dictionary, in order."""
        found, lengths = list(runs(split.names)), list(runs(split.lengths))
        names = found[0] if len(found) == 1 else None
        length = lengths[0] if len(lengths) == 1 else None
        if not isinstance(names, Run) or len(names.body) > 1:
            return None
        table, renamed = self.indexed[pattern_of(names.body[0]).pattern], self(split.value)
        whole = replace(split, value=renamed)
        if not split.lengths:
            return Spread(names.values, table, whole)
        if not isinstance(length, Run) or length.values != names.values or len(length.body) > 1:
            return None
        return Spread(names.values, table, whole, self(length.body[0]))

    def shapes(self, shapes: Mapping[str, Shape]) -> dict[str, Shape]:
        """The shapes of variables as they are written, where all copies have the same."""
        found: dict[str, set[Shape]] = {}
        for name, written in self.copies.items():
            for text in written:
                found.setdefault(text, set()).update({shapes[name]} if name in shapes else ())
        alike = {text: each.pop() for text, each in found.items() if len(each) == 1}
        return {**shapes, **alike}

    def rows_of(self, loop: Loop) -> list[tuple[str, Row]]:
        """The rows of numbers that a loop reads, each with its name."""
        rows = dict.fromkeys(row for op in loop.body for row in _rows(op))
        return [(self.tables[row], row) for row in rows]

    def made(self, ops: Iterable[Op]) -> list[str]:
        """The lines that begin the dictionaries to which the values of some operations belong."""
        lines = (line for op in ops for line in (op.body if isinstance(op, Loop) else (op,)))
        return self.begin(name for line in lines for name in results(line))

    def begin(self, names: Iterable[str]) -> list[str]:
        """The lines that begin the dictionaries to which these variables belong."""
        patterns = dict.fromkeys(filter(None, map(self.dictionary, names)))
        begun = [pattern for pattern in patterns if pattern not in self.begun]
        self.begun.update(begun)
        return [f"{self.indexed[pattern]} = dict[int, Tensor]()" for pattern in begun]

    def taken(self, names: Iterable[str], source: str) -> list[str]:
        """The lines that begin dictionaries with entries that another dictionary has."""
        found: dict[str, list[int]] = {}
        for name in names:
            pattern, number = self.members[name]
            found.setdefault(pattern, []).append(number)
        self.begun.update(found)
        return [
            f"{self.indexed[pattern]} = {{{self.index}: {source}[{quoted(pattern, self.index)}]"
            f" for {self.index} in {_numbers(sorted(numbers))}}}"
            for pattern, numbers in found.items()
        ]


def quoted(text: str, index: str) -> str:
    """A text as Python writes it, with the index where it has one."""
    if not PLACE.search(text):
        return f'"{text}"'
    pieces, end = [], 0
    for found in PLACE.finditer(text):
        letter = index if found[1] == "t" else found[1]
        pieces += [_braced(text[end : found.start()]), f"{{{plus(letter, shift_of(found))}}}"]
        end = found.end()
    return f'f"{"".join(pieces)}{_braced(text[end:])}"'


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _numbers(numbers: Sequence[int]) -> str:
    """Whole numbers in order, as a range where they follow each other."""
    whole = range(numbers[0], numbers[-1] + 1)
    return range_text(whole) if list(whole) == numbers else repr(tuple(numbers))


def range_text(values: range | Span) -> str:
    """A range as Python writes it, perhaps up to the index of what it is in."""
    if isinstance(values, Span):
        ends = [
            plus("k", e) if isinstance(e, Moving) else str(e) for e in (values.start, values.stop)
        ]
        return f"range({', '.join([*ends, *([str(values.step)] if values.step != 1 else [])])})"
    return f"range({values.stop})" if (values.start, values.step) == (0, 1) else repr(values)


def plus(index: str, shift: int) -> str:
    """An index and a number: `t - 1`."""
    return f"{index} {'+' if shift > 0 else '-'} {abs(shift)}" if shift else index


@dataclass(frozen=True)
class Series:
    """A value for each t, in a row: `*(z[t] for t in values)`."""

    values: range
    part: Use


@dataclass(frozen=True)
class Spread:
    """`table.update(zip(values, split))`: a split whose parts are entries of one dictionary.

    Attributes:
        values: the indices of the parts.
        table: the dictionary.
        split: what is taken apart.
        length: a variable as long as a part, or nothing where the parts are equally long.
    """

    values: range
    table: str
    split: Split
    length: str = ""


def _renamed(part: Any, name: Callable[[str], str]) -> Any:
    if isinstance(part, str):
        return name(part)
    if isinstance(part, Stack | Stacked):
        row = replace(part, parts=tuple(_row(part.parts, name)))
        return replace(row, name=name(row.name)) if isinstance(row, Stack) else row
    if isinstance(part, tuple):
        return tuple(_renamed(each, name) for each in part)
    if hasattr(part, "__dataclass_fields__") and not isinstance(part, Row):
        changed = {
            field: _renamed(getattr(part, field), name)
            for field in part.__dataclass_fields__
            if field not in KEYS
        }
        return replace(part, **changed)
    return part


def _row(parts: Sequence[Use], name: Callable[[str], str]) -> Iterator[Any]:
    """Values in a row, those that are alike as one."""
    for each in runs(parts):
        if not isinstance(each, Run):
            yield _renamed(each, name)
        elif len(each.body) == 1:
            yield Series(each.values, _renamed(each.body[0], name))
        else:
            yield from (_renamed(at(use, t), name) for t in each.values for use in each.body)


def variables_of(
    ops: Sequence[Op],
    summands: Sequence[Summand] = (),
    kept: Iterable[str] = (),
    given: Iterable[Run[str]] = (),
) -> Variables:
    """How the variables of some operations are written.

    Args:
        ops: what is done.
        summands: what is made of it.
        kept: variables that are read behind it.
        given: variables in a row that are there before it.
    """
    in_rows = {pattern_of(name).pattern for row in given for name in row.body}
    loops = [op for op in ops if isinstance(op, Loop)]
    patterns = dict.fromkeys((*in_rows, *_patterns(ops, summands)))
    around = {pattern_of(name).pattern for name in _all_names(ops) if is_indexed(name, "k")}
    if not patterns and not around:
        return Variables()
    outside = {
        name
        for part in (*(op for op in ops if not isinstance(op, Loop)), *summands)
        for name in (*reads(part), *(() if isinstance(part, Summand) else results(part)))
    }
    outside.update(kept)
    inside = set(_all_names(loops))
    concrete = {
        at_name(name, t)
        for loop in loops
        for name in _all_names([loop])
        if is_indexed(name) and isinstance(loop.values, range)
        for t in loop.values
    }
    found = Variables()
    fresh = Namer({*outside, *(name for name in inside if not is_indexed(name))})
    found.index = fresh("t")
    for pattern in patterns:
        reader = re.compile(_regex(pattern))
        members = {
            name: Written(pattern, int(match[1]))
            for name in dict.fromkeys((*outside, *concrete))
            if (match := reader.fullmatch(name))
        }
        name = fresh(_without_index(pattern))
        is_outside = bool(members.keys() & outside) or pattern in around | in_rows
        if not is_outside and _is_local(pattern, loops):
            found.local[pattern] = name
        else:
            found.indexed[pattern] = name
            found.members.update(members)
    for pattern in sorted(around - patterns.keys()):
        found.local[pattern] = fresh(_without_index(pattern))
    for loop in loops:
        for name in dict.fromkeys(n for op in loop.body for n in results(op) if is_indexed(n)):
            for t in loop.values if isinstance(loop.values, range) else ():
                found.copies.setdefault(at(name, t), []).append(found(name))
    for name in found.members:
        found.copies.setdefault(name, []).append(found(name))
    for loop in loops:
        for row in (row for op in loop.body for row in _rows(op)):
            found.tables.setdefault(row, fresh("numbers"))
    return found


def _without_index(pattern: str) -> str:
    return re.sub(r"_+", "_", PLACE.sub("", pattern)).strip("_")


def _all_names(ops: Sequence[Op]) -> Iterator[str]:
    for op in ops:
        for line in op.body if isinstance(op, Loop) else (op,):
            yield from _names(line)


def _regex(pattern: str) -> str:
    before, behind = PLACE.split(pattern)[::3]
    return f"{re.escape(before)}({NUMBER.pattern}){re.escape(behind)}"


def _patterns(ops: Sequence[Op], summands: Sequence[Summand]) -> Iterator[str]:
    """The patterns of variables in loops, and in rows of many variables."""
    for op in ops:
        for each in op.body if isinstance(op, Loop) else (op,):
            rows = (part for names in _rows_of_names(each) for part in runs(names))
            in_rows = (name for part in rows if isinstance(part, Run) for name in part.body)
            names = (*_names(each), *in_rows) if isinstance(op, Loop) else in_rows
            yield from (pattern_of(name).pattern for name in names if is_indexed(name))
    bodies = (part.body for part in runs(summands) if isinstance(part, Run))
    read = (name for body in bodies for summand in body for name in reads(summand))
    yield from (pattern_of(name).pattern for name in read if is_indexed(name))


def _rows_of_names(op: Op) -> Iterator[tuple[str, ...]]:
    """The variables that an operation has in rows: what it stacks, and what it splits."""
    match op:
        case Split(names=names):
            yield names
        case Stack(parts=parts):
            yield tuple(use.name for use in parts)
        case _:
            for argument in getattr(op, "inputs", ()):
                if isinstance(argument, Stacked):
                    yield tuple(use.name for use in argument.parts)


def _names(op: Op) -> list[str]:
    return [*results(op), *sorted(reads(op))]


def _rows(part: Any) -> Iterator[Row]:
    if isinstance(part, Row):
        yield part
    elif isinstance(part, tuple):
        yield from (row for each in part for row in _rows(each))
    elif hasattr(part, "__dataclass_fields__"):
        for name in part.__dataclass_fields__:
            if name not in KEYS:
                yield from _rows(getattr(part, name))


def _is_local(pattern: str, loops: Sequence[Loop]) -> bool:
    """Whether a variable is made and read within a turn of one loop alone."""
    inside = [
        loop
        for loop in loops
        if any(
            pattern_of(n).pattern == pattern
            for op in loop.body
            for n in _names(op)
            if is_indexed(n)
        )
    ]
    if len(inside) != 1:
        return False
    shifts, is_made = set[int](), False
    for op in inside[0].body:
        for name in reads(op):
            if is_indexed(name) and pattern_of(name).pattern == pattern:
                if not is_made:
                    return False
                shifts.add(pattern_of(name).at)
        for name in results(op):
            if is_indexed(name) and pattern_of(name).pattern == pattern:
                is_made = True
                shifts.add(pattern_of(name).at)
    return len(shifts) == 1
