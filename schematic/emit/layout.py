"""Small pieces of layout that the emitted text is made of."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

INDENT = " " * 4


def indented(lines: Iterable[str]) -> str:
    """Lines as the body of a class."""
    return "\n".join(f"{INDENT}{line}" if line else "" for line in lines)


def dictionary(head: str, entries: Sequence[str]) -> list[str]:
    """A dictionary on one line, or on a line an entry."""
    line = f"{head}{{{', '.join(entries)}}}"
    if len(line) <= 84:
        return [line]
    return [f"{head}{{", *(f"    {entry}," for entry in entries), "}"]


def docstring(text: str) -> Iterator[str]:
    """An indented docstring, over several lines where one is too short."""
    if len(text) <= 82:
        yield f'{INDENT}"""{text}"""'
        return
    first, *rest = textwrap.wrap(text, 84)
    yield f'{INDENT}"""{first}'
    yield from (f"{INDENT}{line}" for line in rest)
    yield f'{INDENT}"""'
