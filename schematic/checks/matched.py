"""Every inferred node that has a law of its own must be matched to it (rule 3)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Node, Role, Schematic
from schematic.objective.match import Match, match_of


@page("SGM318")
def unmatched(factor: Factor, node: Node, indicator: str) -> Diagnostic:
    """An inferred node has a law, and nothing holds it to that law.

    A node with a law that is inferred all the same must be matched: by the KL, which needs the
    density of a filled dashed arrow (a VAE); by the adversary, which needs a solid red arrow that
    leaves the node (an AAE); or not at all, without a law (an AE). A hollow dashed arrow is a
    deterministic map: it has no density, so there is no KL.
    """
    name, parents, net = node.name, ", ".join(factor.parents), factor.law.nets[0]
    law = "its law" if node.law is not None else "the solid arrow into it"
    vae = f"make the arrow filled, `{parents} ..> {name} ~ {net}` (matched by the KL, as in a VAE)"
    aae = f"add `{name} -!> {indicator} ~ D[φ]` (matched by the adversary, as in a GAN or an AAE)"
    ae = f"drop {law} (matched by nothing, as in an AE)"
    return Diagnostic(
        "SGM318",
        f"`{name}` is inferred, and nothing matches it to {law}",
        factor.arrow_span,
        f"`{factor.arrow}` is a deterministic map, which has no density for a KL, and no solid red "
        f"arrow leaves `{name}`",
        aae if node.is_data else "; or ".join((vae, aae, ae)),
        about=(name, "-!>"),
    )


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about inferred nodes that no law reaches."""
    indicators = (n.name for n in schematic.nodes.values() if n.role is Role.INDICATOR)
    indicator = next(indicators, "y")
    for factor in schematic.factors:
        node = schematic.nodes[factor.child]
        if not _has_no_density(factor) or node.name in schematic.judged:
            continue
        if node.law is None and node.name not in schematic.solid_into:
            continue
        if match_of(schematic, factor) is Match.UNMATCHED:
            yield unmatched(factor, node, indicator)


def _has_no_density(factor: Factor) -> bool:
    return factor.dashed and factor.hollow and not factor.red
