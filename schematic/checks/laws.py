"""Every node that nothing infers is drawn from its own law, so it needs one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.families import Kind
from schematic.graph import Node, Role, Schematic

_PRIORS: Mapping[Kind, str] = {
    Kind.REAL: "Normal(0, 1)",
    Kind.UNIT: "Uniform(0, 1)",
    Kind.BINARY: "Bernoulli(0.5)",
    Kind.CAT: "Categorical",
}


@page("SGM315")
def law_missing(node: Node) -> Diagnostic:
    """A node that can neither be inferred nor drawn.

    A node without a dashed arrow into it is a root: it is drawn from its own law, the data or a
    prior. A latent node that is to be inferred needs a dashed arrow, such as `x ..> z ~ E[η]`.
    """
    cause = "no dashed arrow leads to it, so it is drawn from its own law, and it has none"
    prior = _PRIORS[node.space.kind]
    cure = f"add a prior, `~ {prior}`, or a dashed arrow into `{node.name}`"
    message = f"nothing says where `{node.name}` comes from"
    return Diagnostic("SGM315", message, node.name_span, cause, cure, about=(node.name, "..>"))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about roots without a law."""
    for node in schematic.nodes.values():
        if node.role is Role.INDICATOR or node.law is not None:
            continue
        if node.name in schematic.joined and node.name not in schematic.dashed_into:
            yield law_missing(node)
