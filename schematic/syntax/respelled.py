"""A part of a tree → the same part with other words for some of its names, each at its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from schematic.diagnostics import Span
from schematic.syntax.moved import parts_of
from schematic.syntax.tree import Copy, Name

Part = TypeVar("Part")


def respelled(part: Part, words: Mapping[Span, str]) -> Part:
    """A statement, or a part of one; no place in it moves.

    Args:
        part: what holds the names.
        words: the new words, by the places of the names that change.
    """
    return _respelled(part, words)  # type: ignore[no-any-return]


def _respelled(part: Any, words: Mapping[Span, str]) -> Any:
    kind: Any = type(part)
    if kind is Name:
        word = words.get(part.span)
        return part if word is None else Name(word, part.span)
    if kind is Copy:
        stem, index = (_respelled(each, words) for each in (part.stem, part.index))
        return Copy.of(stem, index, part.span)
    if kind is tuple:
        return tuple([_respelled(each, words) for each in part])
    names = () if kind is Span else parts_of(kind)
    return kind(*[_respelled(getattr(part, name), words) for name in names]) if names else part
