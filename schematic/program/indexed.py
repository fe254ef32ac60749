"""Parts of a program that are alike up to an index t, and what they are for one value of t.

In a name, `{t-1}` is the number before t: `z_{t-1}` is `z_2` where t = 3. A number that differs
from one value of t to the next stands in a `Row`; a whole number that moves with t is `Moving`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

Part = TypeVar("Part")

PLACE = re.compile(r"\{t([+-]\d+)?\}")
"""Where t stands in a name; the group is what is added to it."""


@dataclass(frozen=True)
class Row:
    """A number for each value of t."""

    values: tuple[float, ...]
    over: range


class Moving(int):
    """A whole number that moves with t: how far it is from t."""

    __slots__ = ()


def place(shift: int) -> str:
    """How t stands in a name: `{t-1}`."""
    return f"{{t{shift:+d}}}" if shift else "{t}"


def shift_of(found: re.Match[str]) -> int:
    """What is added to t at a place."""
    return int(found[1] or 0)


def at(part: Part, t: int) -> Part:
    """What a part is for one value of t."""
    return _at(part, t)  # type: ignore[no-any-return]


def is_indexed(name: str) -> bool:
    """Whether t stands in a name."""
    return "{t" in name


def _at(part: Any, t: int) -> Any:
    if isinstance(part, str):
        return PLACE.sub(lambda found: str(t + shift_of(found)), part) if "{t" in part else part
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
