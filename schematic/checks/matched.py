"""Every inferred node that has a law of its own must be matched to it (rule 3)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Node, Schematic
from schematic.objective.match import Match, match_of


@page("SGM318")
def unmatched(factor: Factor, node: Node) -> Diagnostic:
    """An inferred node has a law, and nothing holds it to that law.

    A node with a law that is inferred all the same must be matched: by the KL, which needs the
    density of a filled dashed arrow (a VAE); by the adversary, which needs a solid red arrow that
    leaves the node (an AAE); or not at all, without a law (an AE). A hollow dashed arrow is a
    deterministic map: it has no density, so there is no KL.
    """
    name, parents = node.name, ", ".join(factor.parents)
    net = factor.law.nets[0]
    vae = f"make the arrow filled, `{parents} ..> {name} ~ {net}` (matched by the KL, as in a VAE)"
    aae = f"add a red arrow, `{name} -!> y ~ D[φ]` (matched by the adversary, as in an AAE)"
    ae = f"drop the law of `{name}` (matched by nothing, as in an AE)"
    cures = [aae] if node.is_data else [vae, aae, ae]
    return Diagnostic(
        "SGM318",
        f"`{name}` is inferred and has a law, and nothing matches the one to the other",
        factor.span,
        f"`{factor.arrow}` is deterministic: it has no density for a KL, and no red arrow leaves "
        f"`{name}`",
        "; or ".join(cures),
        about=(name,),
    )


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about inferred nodes that no law reaches."""
    for factor in schematic.factors:
        if factor.red or not factor.dashed:
            continue
        if match_of(schematic, factor) is Match.UNMATCHED:
            yield unmatched(factor, schematic.nodes[factor.child])
