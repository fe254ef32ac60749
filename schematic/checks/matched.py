"""Every inferred node that has a law of its own must be matched to it (rule 3)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.checks.advice import new_game
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.families import Ability, own_family
from schematic.graph import Distribution, Factor, Node, Schematic
from schematic.objective.match import Match, match_of, prior_of


@page("SGM318")
def unmatched(factor: Factor, node: Node, game: str, scorable: bool) -> Diagnostic:
    """An inferred node has a law, and nothing holds it to that law.

    A node with a law that is inferred all the same must be matched: by the KL, which needs the
    density of a filled dashed arrow (a VAE); by the adversary, which needs a solid red arrow that
    leaves the node (an AAE); or not at all, without a law (an AE). A hollow dashed arrow is a
    deterministic map: it has no density, so there is no KL.
    """
    name, parents, net = node.name, ", ".join(factor.parents), factor.law.nets[0]
    law = "its law" if node.law is not None else "the solid arrow into it"
    vae = f"write `{parents} ..> {name} ~ {net}` (a filled head: matched by the KL, as in a VAE)"
    aae = f"{game} (matched by the adversary, as in a GAN or an AAE)"
    ae = f"drop {law} (matched by nothing, as in an AE)"
    return Diagnostic(
        "SGM318",
        f"`{name}` is inferred, and nothing matches it to {law}",
        factor.arrow_span,
        f"`{factor.arrow}` is a deterministic map, which has no density for a KL, and no solid red "
        f"arrow leaves `{name}`",
        aae if node.is_data else "; or ".join((vae, aae, ae) if scorable else (aae, ae)),
        about=(name, "-!>"),
    )


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about inferred nodes that no law reaches."""
    for factor in schematic.factors:
        node = schematic.nodes[factor.child]
        if not _has_no_density(factor) or node.name in schematic.judged:
            continue
        if node.law is None and node.name not in schematic.solid_into:
            continue
        if match_of(schematic, factor) is Match.UNMATCHED:
            game = new_game(schematic, node.name)
            yield unmatched(factor, node, game, _is_scorable(schematic, node))


def _is_scorable(schematic: Schematic, node: Node) -> bool:
    """Whether a KL can match a node: its draws pass a gradient, and what it meets has a density."""
    prior = prior_of(schematic, node.name)
    own = own_family(node.space.kind).abilities
    return (
        prior is not None
        and isinstance(prior.law, Distribution)
        and Ability.SCORE in prior.law.row.abilities
        and not (isinstance(prior.source, Factor) and prior.source.hollow)
        and Ability.REPARAMETERISE in own
    )


def _has_no_density(factor: Factor) -> bool:
    return factor.dashed and factor.hollow and not factor.red
