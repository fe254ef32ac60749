"""Warnings about what is written and never used, and an error where nothing can be learnt."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.graph import Schematic


@page("SGM391")
def unused_node(span: Span, name: str) -> Diagnostic:
    """A node that no arrow touches."""
    cure = "remove it, or draw an arrow"
    message = f"no arrow touches `{name}`"
    return Diagnostic("SGM391", message, span, "", cure, "warning", about=(name,))


@page("SGM392")
def unused_net(span: Span, name: str) -> Diagnostic:
    """A net line that no factor names."""
    cure = f"remove the line, or name the net in a factor: `{name}[θ]`"
    message = f"no factor uses the net `{name}`"
    return Diagnostic("SGM392", message, span, "", cure, "warning", about=(name,))


@page("SGM393")
def nothing_to_learn(span: Span) -> Diagnostic:
    """A schematic without a net: there is nothing to learn."""
    cure = "draw an arrow, such as `z ..|> x = G[θ]`"
    return Diagnostic("SGM393", "this schematic has nothing to learn", span, "", cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about what is idle."""
    joined = {name for f in schematic.factors for name in (*f.parents, f.child)}
    picks = {law.by for n in schematic.nodes.values() if (law := n.law) and n.is_data}  # type: ignore[union-attr]
    for node in schematic.nodes.values():
        if node.name not in joined | picks:
            yield unused_node(node.span, node.name)
    used = {ref.net for f in schematic.factors for ref in f.law.nets}
    used |= {net.trunk for net in schematic.nets.values() if net.trunk}
    for net in schematic.nets.values():
        if net.name not in used:
            yield unused_net(net.span, net.name)
    if not any(f.law.nets for f in schematic.factors):
        yield nothing_to_learn(Span(0, 0))
