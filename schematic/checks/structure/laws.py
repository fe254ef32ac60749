"""Every node that nothing infers is drawn from its own law, so it needs one."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import DataLaw, Node, Role, Schematic
from schematic.graph.advice import new_net, with_prior


@page("SGM315")
def law_missing(node: Node, arrow: str) -> Diagnostic:
    """A node that can neither be inferred nor drawn.

    A node without a dashed arrow into it is a root: it is drawn from its own law, the data or a
    prior. A latent node that is to be inferred needs a dashed arrow, such as `x ..> z ~ E[η]`.
    """
    cause = "no dashed arrow leads to it, so it is drawn from its own law, and it has none"
    prior = f"write `{with_prior(node)}`, or draw a dashed arrow into `{node.name}`"
    cure = f"add `{arrow}`" if arrow else prior
    message = f"nothing says where `{node.name}` comes from"
    return Diagnostic("SGM315", message, node.name_span, cause, cure, about=(node.name, "..>"))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about roots without a law."""
    for node in schematic.nodes.values():
        if node.role is Role.INDICATOR or node.law is not None:
            continue
        if node.name in schematic.joined and node.name not in schematic.dashed_into:
            yield law_missing(node, _from_picked(schematic, node.name))


def _from_picked(schematic: Schematic, name: str) -> str:
    """The dashed arrow into a judged node from data that its indicator picks; "" without such."""
    red = [f for f in schematic.factors if f.red and not f.dashed and name in f.parents]
    labels = {factor.child for factor in red}
    for node in schematic.nodes.values():
        if isinstance(node.law, DataLaw) and node.law.by in labels:
            return f"{node.name} ..|> {name} = {new_net(schematic, 'G')}"
    return ""
