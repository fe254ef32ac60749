"""Names → the source of what emitted models are made of, with all that it uses.

No torch is imported: the files are read as text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

Files = tuple[str, ...]
PRELUDE: Files = ("prelude.py", "adam.py")
GRAPHS: Files = ("looks.py", "traces.py", "graphs.py")


@cache
def _definitions(files: Files) -> dict[str, tuple[str, frozenset[str]]]:
    """Each function and class of some files: its source, and the names that occur in it."""
    texts = [(Path(__file__).parent / file).read_text(encoding="utf-8") for file in files]
    return {name: found for text in texts for name, found in _defined(text)}


def _defined(text: str) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            names = frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))
            yield node.name, ("\n".join(lines[first - 1 : node.end_lineno]), names)


def definitions(names: Iterable[str], files: Files = PRELUDE) -> list[str]:
    """The sources of functions and classes of some files and of what they use, in order."""
    known = _definitions(files)
    stack = [name for name in names if name in known]
    wanted: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in wanted:
            wanted.add(name)
            stack.extend(known[name][1] & known.keys())
    return [known[name][0] for name in known if name in wanted]


def names_in(files: Files) -> frozenset[str]:
    """What some files define."""
    return frozenset(_definitions(files))
