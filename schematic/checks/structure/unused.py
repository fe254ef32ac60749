"""Warnings about what is written and never used."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.certain import removed
from schematic.diagnostics.diagnostic import page
from schematic.graph import DataLaw, Net, Node, Schematic


@page("SGM391")
def unused_node(node: Node) -> Diagnostic:
    """A node that no arrow touches.

    Such a node is neither sampled nor scored, so it is no part of the objective.
    """
    message = f"no arrow touches `{node.name}`"
    cure = "remove its line, or draw an arrow"
    about = (node.name, "->", "..>", "-!>")
    fix = removed(node.span)
    return Diagnostic("SGM391", message, node.name_span, "", cure, "warning", about, fix)


@page("SGM392")
def unused_net(net: Net) -> Diagnostic:
    """A net line that no factor names.

    A `net` line says what is inside a net; a factor is what uses it: `z ..|> x = G[θ]`.
    """
    message = f"no factor uses the net `{net.name}`"
    cure = f"remove the line, or name the net in a factor: `{net.name}[θ]`"
    about, fix = (net.name,), removed(net.span)
    return Diagnostic("SGM392", message, net.span, "", cure, "warning", about, fix)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about what is idle."""
    laws = (node.law for node in schematic.nodes.values())
    picks = {name for law in laws if isinstance(law, DataLaw) for name in law.indicators}
    for node in schematic.nodes.values():
        if node.name not in schematic.joined and node.name not in picks:
            yield unused_node(node)
    used = {ref.net for f in schematic.factors for ref in f.law.nets}
    used |= {net.trunk for net in schematic.nets.values() if net.trunk}
    for net in schematic.nets.values():
        if net.name not in used:
            yield unused_net(net)
