"""E_q log p_θ(x|z) of all that a route does not infer, and how the rest meets its laws."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.verify.paper.bounds import BoundOracle
from schematic.verify.paper.meetings import meeting_parts, prior_factor
from schematic.verify.paper.mixtures import is_mixed, mixture_parts
from schematic.verify.paper.routes import solids
from schematic.verify.paper.runs import Part, Run
from schematic.verify.paper.scored import density_parts, is_met, is_scored


def _parts(run: Run) -> Iterator[Part]:
    schematic = run.world.schematic
    for factor in solids(schematic):
        if is_scored(run, factor) and not is_mixed(schematic, factor):
            yield from density_parts(run, factor)
    yield from mixture_parts(run)
    for factor in run.route.factors:
        prior = prior_factor(schematic, factor.child)
        if is_met(run, factor) and not is_mixed(schematic, prior):
            yield from meeting_parts(run, factor)


ORACLE = BoundOracle("evidence", _parts)
