"""A part of a tree → the same part at another place of a text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from schematic.diagnostics import Span

Part = TypeVar("Part")


def moved(part: Part, by: int) -> Part:
    """A statement, or a part of one, with all places moved by some characters."""
    return _moved(part, by) if by else part


def _moved(part: Any, by: int) -> Any:
    kind: Any = type(part)
    if kind is Span:
        return Span(part.start + by, part.end + by)
    if kind is tuple:
        return tuple([_moved(each, by) for each in part])
    names = parts_of(kind)
    return kind(*[_moved(getattr(part, name), by) for name in names]) if names else part


@cache
def parts_of(kind: type) -> tuple[str, ...]:
    """The fields of a kind of part of a tree, in order; none for what holds no place."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
