"""A node whose prior is learnt is held to a standard Normal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.graph import Distribution, Node
from schematic.objective.terms import Divergence, Estimator, Term
from schematic.objective.terms.mixture import Mixture

STANDARD = Distribution("Normal", (0.0, 1.0))


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    if isinstance(term.body, Mixture):
        bodies = term.body.inferred if len(term.body.densities) == 1 else ()
    else:
        bodies = (term.body,) if isinstance(term.body, Divergence) else ()
    for body in bodies:
        node = place.objective.schematic.nodes[body.factor.child]
        if not body.prior_given or getattr(body.factor.law, "family", "") != "Normal":
            continue
        says = "it is held to Normal(0, 1), and its prior is learnt"
        cure = "take the prior that the drawing has, with its nets"
        yield Variant(says, cure, _standard(term, body, node), kin="standard prior")


@lru_cache(maxsize=256)
def _standard(term: Term, body: Divergence, node: Node) -> Term:
    """The closed KL to a standard Normal in the place of a term."""
    other = replace(
        body, prior=STANDARD, prior_given=(), prior_source=node, estimator=Estimator.CLOSED
    )
    nets = {ref.net for ref in getattr(body.factor.law, "nets", ())}
    learns = tuple(net for net in term.learns if net in nets)
    through = tuple(name for name in term.through if name in other.needs)
    return replace(term, body=other, learns=learns, through=through)


MISTAKE = Mistake("standard_prior", 27, _variants)
