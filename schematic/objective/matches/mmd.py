"""The maximum mean discrepancy: inferred draws are compared with draws of the law.

It needs no density, so a deterministic code can meet its law without a discriminator: the
Wasserstein autoencoder with MMD  [Tolstikhin2018].
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Distribution, Node
from schematic.objective.draws import Pool
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.match import Match, Meeting
from schematic.objective.terms import Term
from schematic.objective.terms.discrepancy import Discrepancy
from schematic.objective.worlds import World, ancestors


@page("SGM355")
def no_discrepancy(meeting: Meeting, cause: str, cure: str) -> Diagnostic:
    """`match = mmd` where draws cannot be compared with draws of the law.

    The MMD compares a batch of inferred values with as many draws of the node's own law, by a
    kernel that is as wide as the law. So the law is one of numbers with a variance, and the loss
    is one of whole batches: no example has a weight, and no estimator needs a value an example.
    """
    message = f"`match = mmd` cannot match `{meeting.factor.child}`"
    return Diagnostic("SGM355", message, meeting.factor.arrow_span, cause, cure)


def _refusal(meeting: Meeting) -> Diagnostic | None:
    source, schematic = meeting.prior.source, meeting.schematic
    if not isinstance(source, Node) or _variance(source) is None:
        cause = "its law is not one of numbers with a variance"
        return no_discrepancy(meeting, cause, "give it a law such as `~ Normal(0, 1)`")
    if any(factor.red and factor.dashed for factor in schematic.factors):
        cause = "a dashed red arrow weighs single examples, and the MMD has none"
        return no_discrepancy(meeting, cause, "take one of the two away")
    arrows = schematic.dashed_into
    behind = (meeting.factor.child, *ancestors(arrows, meeting.factor.child))
    words = (arrows[name].attributes.gradient for name in behind if name in arrows)
    if word := next((word for word in words if ESTIMATORS[word].surrogate), ""):
        cause = f"`gradient = {word}` weighs single examples, and the MMD has none"
        return no_discrepancy(meeting, cause, "take one of the two away")
    return None


def _variance(node: Node) -> float | None:
    law = node.law
    if not isinstance(law, Distribution) or law.nets or law.row.variance is None:
        return None
    return law.row.variance(*law.numbers)


def _terms(pool: Pool, world: World, meeting: Meeting) -> Iterator[Term]:
    factor, node = meeting.factor, pool.schematic.nodes[meeting.factor.child]
    variance = _variance(node)
    assert variance is not None
    elements = math.prod(node.space.shape or ())
    body = Discrepancy(
        of=world.values[node.name],
        factor=factor,
        prior=pool.from_law(node, None, None),
        node=node,
        scale=2 * elements * variance,
    )
    yield Term(body, Fraction(1), sources=(factor, node))


def _sentence(name: str, q: str, p: str) -> str:
    return f"draws of {name} are compared with draws of {p}, by the MMD"


MATCH = Match("mmd", lambda meeting: False, _refusal, _terms, _sentence)
