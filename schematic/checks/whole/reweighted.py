"""`train reweighted-wake-sleep` needs one importance weight a draw, and several draws."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schedule, Schematic
from schematic.graph.advice import write_factor
from schematic.objective.passes import find_passes


@page("SGM418")
def no_shares(factor: Factor, message: str, cause: str, cure: str) -> Diagnostic:
    """`train reweighted-wake-sleep` where the draws of an example have no shares of a weight.

    Each example gets k draws, and each draw its share of the weights w = p(x, h) / q(h|x). So
    exactly one dashed arrow of a pass says `samples = k` with k > 1, the first one that is
    stochastic, and nothing is weighed: a factor of a term would be a power of a density.
    """
    return Diagnostic("SGM418", message, factor.arrow_span, cause, cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the weights of reweighted wake–sleep."""
    if schematic.schedule is not Schedule.REWEIGHTED:
        return
    for factor in schematic.factors:
        if factor.attributes.weight != 1:
            message = f"`weight = {factor.attributes.weight:g}` beside importance weights"
            cause = "it would be a power of a density"
            yield no_shares(factor, message, cause, "leave `weight` out")
    for run in find_passes(schematic):
        arrows = tuple(run.inferred.values())
        several = [factor for factor in arrows if factor.attributes.samples > 1]
        if arrows and not several:
            message = "one draw an example has the whole weight"
            cause = "the share of one draw is 1: that is `train wake-sleep`"
            line = write_factor(schematic, arrows[0])
            yield no_shares(arrows[0], message, cause, f"write `{line} {{samples = 5}}`")
        for factor in several[1:]:
            message = f"`samples` of `{factor.child}` multiplies the draws of the pass"
            yield no_shares(factor, message, "an example has one k", "leave it out here")
