"""An adversarial prediction has an adversary: somebody but φ learns from it."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor
from schematic.graph.advice import write_factor
from schematic.objective.terms import Objective


@page("SGM411")
def nobody_opposes(factor: Factor, line: str) -> Diagnostic:
    """A red arrow into a node that is not an indicator, and that nobody but φ learns from.

    φ predicts the child from the parents, and everyone else learns to make that hard, through what
    they make: parents or child. Where nothing of that depends on their nets, φ only fits a density.
    """
    ends = " or ".join(f"`{name}`" for name in (*factor.parents, factor.child))
    message = f"nobody works against the prediction of `{factor.child}`"
    cause = f"no net but φ's has a gradient through {ends}"
    cure = f"write `{line}`, which fits the density, or predict from what a net makes"
    return Diagnostic("SGM411", message, factor.arrow_span, cause, cure, about=(factor.child,))


def check(objective: Objective) -> Iterator[Diagnostic]:
    """A finding for each prediction that only its own player's terms come from."""
    schematic = objective.schematic
    terms = (t for p in objective.players if not p.discriminates for t in p.terms)
    opposed = {source for term in terms for source in term.sources}
    for factor in schematic.predictions:
        if factor not in opposed:
            plain = write_factor(schematic, factor).replace("-!>", "->", 1)
            yield nobody_opposes(factor, plain)
