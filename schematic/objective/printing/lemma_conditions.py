"""Objective → whether a lemma of the paper is about it: its conditions, read off terms and arrows.

A reformulation is only written where `sgm verify` can prove it.
"""

from __future__ import annotations

from collections import Counter

from schematic.graph import Factor
from schematic.objective.passes import in_order
from schematic.objective.terms import Divergence, LogDensity, Objective, Player


def is_evidence_bound(objective: Objective, player: Player) -> bool:
    """Whether a player maximises a bound on the evidence log p(x)  [Hu2018, eq. 12, 17].

    It has reconstructions and divergences only, none of them weighed by the user or of some
    examples only. Each inferred
    node meets its law by a KL; each datum has one density, and the solid arrows have an order, so
    that they are a joint density; generated examples have all that real ones have.
    """
    bodies = [term.body for term in player.terms]
    kls = {body.factor for body in bodies if isinstance(body, Divergence)}
    scored = {
        b.source for b in bodies if isinstance(b, LogDensity) and isinstance(b.source, Factor)
    }
    is_plain = all(isinstance(body, Divergence | LogDensity) for body in bodies)
    if not (is_plain and kls and scored) or any(term.scale != 1 for term in player.terms):
        return False
    if any(term.rows for term in player.terms):
        return False
    factors = objective.schematic.factors
    if any(f.red and not f.dashed for f in factors):
        return False
    if {f for f in factors if f.dashed and not f.red} != kls:
        return False
    nodes = objective.schematic.nodes
    children = [factor.child for factor in scored]
    are_data = all(nodes[name].is_data for name in children)
    return are_data and _is_joint(objective, children) and _is_complete(player)


def _is_joint(objective: Objective, children: list[str]) -> bool:
    """Whether the solid arrows are one joint density."""
    into = {f.child: f.parents for f in objective.schematic.factors if not (f.dashed or f.red)}
    is_ordered = len(in_order(into, list(into))) == len(into)
    return is_ordered and max(Counter(children).values(), default=1) == 1


def _is_complete(player: Player) -> bool:
    """Whether a weighed bound has the same terms for real and for generated examples."""
    branches = Counter(term.branch for term in player.terms if term.weigher)
    return branches[0] == branches[1]


def is_free_energy(player: Player) -> bool:
    """Whether a phase of wake–sleep descends a free energy: no term is weighed by anybody."""
    return all(term.scale == term.weight == 1 for term in player.terms) and not any(
        term.body.inside for term in player.terms
    )
