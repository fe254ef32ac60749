"""E log (1/k) Σ_k p_θ(x|z_k) p(z_k) / q_η(z_k|x), the z_k drawn independently  [Burda2016, eq. 8].

The k draws are k axes of the grid. Where a generator asks for it, the expectations are the usual
ones, weighed by D/(1 − D) over its mean in a large batch  [Hu2018, eq. 15, 16].
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce

import torch
from torch import Tensor

from schematic.graph import Factor
from schematic.verify.bounds import evidence
from schematic.verify.paper.bounds import BoundOracle
from schematic.verify.paper.carried import way_of
from schematic.verify.paper.meetings import bounds, log_prior, log_ratio, prior_factor
from schematic.verify.paper.mixtures import is_mixed, mixtures
from schematic.verify.paper.routes import solids
from schematic.verify.paper.runs import Part, Run
from schematic.verify.paper.scored import is_met, is_scored
from schematic.verify.worlds.scenes import Scene, averaged, with_factor


def _parts(run: Run) -> Iterator[Part]:
    if run.over_batch:
        yield from evidence.ORACLE.parts(run)
    else:
        yield from _of_samples(run)


def _of_samples(run: Run) -> Iterator[Part]:
    schematic = run.world.schematic
    scored = [factor for factor in solids(schematic) if is_scored(run, factor)]
    met = [f for f in run.route.factors if is_met(run, f) and bounds(schematic, f)]
    mixed = mixtures(run)
    again, samples = _again(run)
    children = {factor.child for factor in again}
    carried = [way_of(run, f).names for f in met if schematic.is_invertible(f)]
    names = (name for each in carried for name in each)
    ends = (*_ends(scored), *_ends(met), *_priors(run, met), *names, *_ends(again))
    read = [name for name in ends if not schematic.nodes[name].summed]
    alone = [f for f in scored if not is_mixed(schematic, f)]
    plain = [f for f in met if not is_mixed(schematic, prior_factor(schematic, f.child))]

    def log_weight(scene: Scene) -> Tensor:
        densities = (run.world.score(f, scene.values[f.child], scene.at(f.parents)) for f in alone)
        ratios = (_log_ratio(run, factor, scene) for factor in plain)
        without = (mixture.log_density(run.world, scene) for mixture in mixed)
        return sum((*densities, *without), torch.zeros(())) - sum(ratios, torch.zeros(()))

    def bound(scene: Scene) -> Tensor:
        weights, inner = [], scene
        for _ in range(samples):
            for factor in again:
                name, given = factor.child, factor.parents
                inner = with_factor(inner, name, factor, given, attached=run.attached)
            weights.append(log_weight(inner))
        log_mean = reduce(torch.logaddexp, weights) - math.log(samples)
        return averaged(scene, inner, log_mean)

    given = tuple(name for name in dict.fromkeys(read) if name not in children)
    yield from run.part(("importance", *scored, *met), given, bound)


def _log_ratio(run: Run, factor: Factor, scene: Scene) -> Tensor:
    """The log-ratio of a node, whose density an invertible net may have carried."""
    if not run.world.schematic.is_invertible(factor):
        return log_ratio(run.world, factor, scene)
    log_q = way_of(run, factor).log_density(run.world, scene)
    return log_q - log_prior(run.world, factor.child, scene)


def _again(run: Run) -> tuple[list[Factor], int]:
    """The arrow that has k samples and those that follow from it, in order; and k."""
    children: set[str] = set()
    again, samples = [], 1
    for factor in run.route.factors:
        if factor.attributes.samples > 1 or children & set(factor.parents):
            children.add(factor.child)
            again.append(factor)
            samples = max(samples, factor.attributes.samples)
    return again, samples


def _ends(factors: list[Factor]) -> list[str]:
    return [name for factor in factors for name in (*factor.parents, factor.child)]


def _priors(run: Run, met: list[Factor]) -> list[str]:
    """What conditional priors are conditioned on."""
    priors = (prior_factor(run.world.schematic, factor.child) for factor in met)
    return [name for prior in priors if prior for name in prior.parents]


ORACLE = BoundOracle("importance", _parts, source="Burda2016, eq. 8", is_sum=False)
