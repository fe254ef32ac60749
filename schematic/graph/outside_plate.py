"""A copy that no line declares → the finding that says which copies there are."""

from __future__ import annotations

from collections.abc import Mapping

from schematic.diagnostics import Diagnostic
from schematic.graph import graph_findings as errors
from schematic.graph.copies import Copy
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Node
from schematic.graph.scope import Scope
from schematic.syntax import tree


def outside_plate(scope: Scope, name: tree.Name, declaration: str) -> Diagnostic | None:
    """The finding for a copy of which there are others; None where there are none.

    Args:
        scope: what is declared.
        name: the copy.
        declaration: the line that would declare it, whatever the others are.
    """
    copy = scope.copies.get(ascii_name(name.text))
    if copy is None:
        return None
    alike = [c for c in scope.copies.values() if c.stem == copy.stem]
    others = {c.at: scope.nodes[c.name] for c in alike if c.name in scope.nodes}
    if not others:
        return None
    missing = _run(copy, {c.at for c in alike if c.at not in others})
    first, last = min(others), max(others)
    ends = (Copy(copy.stem, first), Copy(copy.stem, last))
    there = " to ".join(map(str, ends if first != last else ends[:1]))
    line = _line(declaration, copy, others, missing)
    return errors.outside_range(name.span, str(copy), copy.stem, there, line)


def _run(copy: Copy, missing: set[int]) -> range:
    """The missing copies around one, without a gap."""
    first = last = copy.at
    while first - 1 in missing:
        first -= 1
    while last + 1 in missing:
        last += 1
    return range(first, last + 1)


def _line(declaration: str, copy: Copy, others: Mapping[int, Node], missing: range) -> str:
    """The declaration with the type of the others, as a plate where several are missing."""
    before, _, after = declaration.partition(" : ")
    role = before.split(" ")[0]
    like = others[min(others, key=lambda at: abs(at - copy.at))]
    kind, law, value = after.partition(" ~ ")
    if role == like.role.value:
        kind = str(like.space)
    if len(missing) == 1:
        return f"{role} {copy} : {kind}{law}{value}"
    return f"{role} {copy.stem}[t] : {kind}{law}{value} for t in {missing[0]}..{missing[-1]}"
