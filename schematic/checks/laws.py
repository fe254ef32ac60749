"""Every node that nothing infers is drawn from its own law, so it needs one."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Node, Role, Schematic


@page("SGM315")
def law_missing(node: Node) -> Diagnostic:
    """A node that can neither be inferred nor drawn.

    A node without a dashed arrow into it is a root: it is drawn from its own law, the data or a
    prior. A latent node that is to be inferred needs a dashed arrow, such as `x ..> z ~ E[η]`.
    """
    cause = "no dashed arrow leads to it, so it is drawn from its own law, and it has none"
    prior = {"cat": "Categorical", "binary": "Bernoulli(0.5)"}.get(node.space.kind.value)
    cure = f"add a prior, `~ {prior or 'Normal(0, 1)'}`, or a dashed arrow into `{node.name}`"
    message = f"nothing says where `{node.name}` comes from"
    return Diagnostic("SGM315", message, node.span, cause, cure, about=(node.name,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about roots without a law."""
    inferred = {f.child for f in schematic.factors if f.dashed}
    joined = {name for f in schematic.factors for name in (*f.parents, f.child)}
    for node in schematic.nodes.values():
        if node.role is Role.INDICATOR or node.law is not None or node.name in inferred:
            continue
        if node.name in joined:
            yield law_missing(node)
