"""Names → the source of what emitted models are made of, with all that it uses.

No torch is imported: the files are read as text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PRELUDE, GRAPHS = "prelude.py", "graphs.py"


@cache
def _definitions(file: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Each function and class of a file: its source, and the names that occur in it."""
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    lines = text.splitlines()
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            found[node.name] = ("\n".join(lines[first - 1 : node.end_lineno]), frozenset(names))
    return found


def definitions(names: Iterable[str], file: str = PRELUDE) -> list[str]:
    """The sources of functions and classes of a file and of what they use, in its order."""
    known = _definitions(file)
    stack = [name for name in names if name in known]
    wanted: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in wanted:
            wanted.add(name)
            stack.extend(known[name][1] & known.keys())
    return [known[name][0] for name in known if name in wanted]


def names_in(file: str) -> frozenset[str]:
    """What a file defines."""
    return frozenset(_definitions(file))
