"""A copy that no line declares → the finding that says which copies there are."""

from __future__ import annotations

from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.families import KINDS
from schematic.graph import graph_findings as errors
from schematic.graph import statement_lines
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Node, Role
from schematic.graph.scope import Scope
from schematic.syntax import tree
from schematic.syntax.write import write_statement


def outside_plate(scope: Scope, name: tree.Name) -> Diagnostic | None:
    """The finding for a copy of which there are others; None where there are none."""
    copy = scope.copies.get(ascii_name(name.text))
    if copy is None:
        return None
    others = {
        c.at: scope.nodes[c.name]
        for c in scope.copies.values()
        if c.stem == copy.stem and c.name in scope.nodes
    }
    if not others:
        return None
    first, last = min(others), max(others)
    there = (
        f"{copy.stem}[{first}]" if first == last else f"{copy.stem}[{first}] to {copy.stem}[{last}]"
    )
    line = _line(others[first if copy.at < first else last], str(copy), scope)
    return errors.outside_range(name.span, str(copy), copy.stem, there, line)


def _line(like: Node, name: str, scope: Scope) -> str:
    """The line that declares a node like another; a latent one has a prior."""
    if like.role is Role.LATENT and like.law is None:
        return f"latent {name} : {like.space} ~ {KINDS[like.space.kind].prior}"
    labels = {n.name: n.space.labels for n in scope.nodes.values()}
    return write_statement(statement_lines.node_line(replace(like, name=name), labels))
