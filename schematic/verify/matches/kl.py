"""−KL(q_η(z|x) ‖ p(z)), or to the conditional prior p_θ(z|c), whose `weight` scales it too."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from torch import Tensor

from schematic.graph import Factor
from schematic.verify.paper.carried import way_of
from schematic.verify.paper.fixed_chains import chain_of
from schematic.verify.paper.meetings import Meeting, log_prior, log_ratio, prior_factor
from schematic.verify.paper.runs import Part, Run
from schematic.verify.worlds.scenes import Scene, averaged, with_all_values


def _parts(run: Run, factor: Factor) -> Iterable[Part]:
    """What the KL adds; that of an arrow which nobody trains makes the bound whole."""
    is_fixed = all(ref.is_frozen for ref in factor.law.nets)
    return (replace(part, counts=is_fixed) for part in _expected(run, factor))


def _expected(run: Run, factor: Factor) -> Iterable[Part]:
    prior = prior_factor(run.world.schematic, factor.child)
    if run.world.schematic.is_invertible(factor):
        return _carried(run, factor, prior)
    given = (*factor.parents, *(prior.parents if prior else ()))
    scale = factor.attributes.beta * (prior.attributes.weight if prior else 1.0)

    chain = chain_of(run.world, factor)
    if chain is not None:
        return run.part(factor, chain.reads, chain.minus_kl)
    values = run.world.all_values(factor)

    def minus_ratio(scene: Scene) -> Tensor:
        return -log_ratio(run.world, factor, scene)

    def minus_kl(scene: Scene) -> Tensor:
        assert values is not None
        inner = with_all_values(scene, factor, values)
        return averaged(scene, inner, minus_ratio(inner))

    if values is not None:
        return run.part(factor, given, minus_kl, scale)
    return run.part(factor, (factor.child, *given), minus_ratio, scale)


def _carried(run: Run, factor: Factor, prior: Factor | None) -> Iterable[Part]:
    """E[log p(z) − log q(z)], where an invertible net made z; an arrow's own `weight` scales it."""
    way = way_of(run, factor)
    given = (*way.names, *(prior.parents if prior else ()))
    weighed = (each for each in (prior, factor.backwards_of) if each)
    scale = math.prod((each.attributes.weight for each in weighed), start=factor.attributes.beta)

    def minus_ratio(scene: Scene) -> Tensor:
        log_q = way.log_density(run.world, scene)
        return log_prior(run.world, factor.child, scene) - log_q

    return run.part(factor, given, minus_ratio, scale)


ORACLE = Meeting("kl", _parts, bounds=True)
