"""−KL(q_η(z|x) ‖ p(z)), or to the conditional prior p_θ(z|c), whose `weight` scales it too."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.graph import Factor
from schematic.verify.paper.meetings import Meeting, log_ratio, prior_factor
from schematic.verify.paper.runs import Part, Run


def _parts(run: Run, factor: Factor) -> Iterable[Part]:
    prior = prior_factor(run.world.schematic, factor.child)
    names = (factor.child, *factor.parents, *(prior.parents if prior else ()))
    scale = factor.attributes.beta * (prior.attributes.weight if prior else 1.0)
    return run.part(factor, names, lambda scene: -log_ratio(run.world, factor, scene), scale)


ORACLE = Meeting("kl", _parts, bounds=True)
