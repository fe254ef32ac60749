"""Tree → text: a stable dump, one statement or comment a line, for people and tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from schematic.diagnostics import Span
from schematic.syntax.tree import Index, Name, Number, Tree


def dump_tree(parsed: Tree) -> str:
    """The dump of a tree: where each statement stands, and all that it says."""
    lines = sorted((*_statements(parsed), *_comments(parsed)))
    return "".join(f"{line}:{column} {text}\n" for line, column, text in lines)


def _statements(parsed: Tree) -> Iterator[tuple[int, int, str]]:
    for statement in parsed.statements:
        line, column = parsed.source.position(statement.span.start)
        yield line, column, _shown(statement)


def _comments(parsed: Tree) -> Iterator[tuple[int, int, str]]:
    for comment in parsed.comments:
        line, column = parsed.source.position(comment.offset)
        yield line, column, f"#{comment.text}"


def _shown(part: object) -> str:
    """A part of the tree in the manner of `repr`, without its places."""
    if isinstance(part, Name | Number | Index):
        return part.text
    if isinstance(part, Enum):
        return str(part.value)
    if isinstance(part, tuple):
        return f"({' '.join(map(_shown, part))})"
    if not is_dataclass(part):
        return "-" if part is None else repr(part) if isinstance(part, str) else str(part)
    values = ((f.name, getattr(part, f.name)) for f in fields(part))
    said = (f"{name}={_shown(v)}" for name, v in values if not isinstance(v, Span))
    return f"{type(part).__name__}({' '.join(said)})"
