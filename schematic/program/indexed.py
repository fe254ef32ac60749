"""Parts of a program that are alike up to an index t, and what they are for one value of t.

In a name, `{t-1}` is the number before t: `z_{t-1}` is `z_2` where t = 3. A number that differs
from one value of t to the next stands in a `Row`; a whole number that moves with t is `Moving`.
Where parts with loops are alike, their own index is k: `{k}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

Part = TypeVar("Part")

PLACE = re.compile(r"\{([tk])([+-]\d+)?\}")
"""Where an index stands in a name; the groups are the index, and what is added to it."""


NUMBER = re.compile(r"(?<=_)(?:0|[1-9][0-9]*)(?![^\W_])")
"""A number in a name that an index can be: 3 in `z_3`. None is in `z_03`, which no index makes."""


@dataclass(frozen=True)
class Row:
    """A number for each value of t."""

    values: tuple[float, ...]
    over: range


class Moving(int):
    """A whole number that moves with an index: how far it is from it."""

    __slots__ = ()


@dataclass(frozen=True)
class Span:
    """A range whose ends may move with an index."""

    start: int
    stop: int
    step: int


def place(shift: int, index: str = "t") -> str:
    """How an index stands in a name: `{t-1}`."""
    return f"{{{index}{shift:+d}}}" if shift else f"{{{index}}}"


def shift_of(found: re.Match[str]) -> int:
    """What is added to an index at a place."""
    return int(found[2] or 0)


def at(part: Part, t: int) -> Part:
    """What a part is for one value of t."""
    return _at(part, t)  # type: ignore[no-any-return]


def at_name(name: str, value: int) -> str:
    """A name for one value of its index."""
    return PLACE.sub(lambda found: str(value + shift_of(found)), name) if "{" in name else name


def is_indexed(name: str, index: str = "t") -> bool:
    """Whether an index stands in a name."""
    return f"{{{index}" in name


def _at(part: Any, t: int) -> Any:
    if isinstance(part, str):
        return at_name(part, t)
    if isinstance(part, Moving):
        return t + int(part)
    if isinstance(part, Row):
        return part.values[part.over.index(t)]
    return rebuilt(part, lambda inner: _at(inner, t))


def rebuilt(part: Any, change: Any) -> Any:
    """A part whose own parts are changed; what has none stays."""
    if isinstance(part, tuple):
        changed = [change(each) for each in part]
        return type(part)(*changed) if hasattr(part, "_fields") else tuple(changed)
    if is_dataclass(part) and not isinstance(part, type):
        names = _fields(type(part))
        return type(part)(**{name: change(getattr(part, name)) for name in names})
    return part


def parts_of(part: Any) -> Iterator[Any]:
    """The own parts of a part, in the order in which `rebuilt` changes them."""
    if isinstance(part, tuple):
        yield from part
    elif is_dataclass(part) and not isinstance(part, type):
        yield from (getattr(part, name) for name in _fields(type(part)))


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
