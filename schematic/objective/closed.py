"""A factor and its prior → whether the KL between them has a closed form.

It has one where the family has a row for it, and the parents of the prior do not depend on the
inferred node itself.
"""

from __future__ import annotations

from schematic.families import ClosedKL
from schematic.graph import Distribution, Factor
from schematic.objective.match import Prior
from schematic.objective.passes import Pass
from schematic.objective.terms import Estimator


def closed_form(q: Distribution, p: object) -> ClosedKL | None:
    """The row for KL(q ‖ p), if there is one."""
    if not isinstance(p, Distribution) or p.family != q.family:
        return None
    standard = p.numbers == q.row.defaults
    rows = (
        row
        for row in q.row.closed_kl
        if (row.q, row.p) == (q.sorts, p.sorts) and (standard or not row.standard)
    )
    return next(rows, None)


def estimator_of(factor: Factor, prior: Prior, run: Pass) -> Estimator:
    """The estimator of a KL: the closed form where there is one, else the log-ratio at the sample.

    In a bottom-up hierarchy p(h | z) is conditioned on a z that was inferred from h, so KL(q(h|x)
    ‖ p(h|z)) is not an expectation over h alone: the log-ratio is taken at the sample.
    """
    if closed_form(factor.law, prior.law) is None or _depends(prior.parents, factor.child, run):
        return Estimator.SAMPLED
    return Estimator.CLOSED


def _depends(names: tuple[str, ...], on: str, run: Pass) -> bool:
    """Whether inference of some names passes through a node; what is sampled before it cannot."""
    stack, seen = list(names), set[str]()
    while stack:
        name = stack.pop()
        if name == on:
            return True
        if name not in seen and run.place.get(name, -1) > run.place.get(on, -1):
            seen.add(name)
            stack.extend(run.inferred[name].parents)
    return False
