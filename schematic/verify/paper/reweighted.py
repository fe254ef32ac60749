"""Reweighted wake–sleep, read off the drawing  [Bornschein2015, sec. 3].

Wake draws h_1 … h_k ~ q(h|x), and weighs each by w̃ ∝ p(x, h) / q(h|x), Σ_k w̃_k = 1, held fixed.
θ maximises E Σ_k w̃_k log p(x, h_k); λ maximises, half each, E Σ_k w̃_k log q(h_k|x) in wake and
E_p(x, h) log q(h|x) in sleep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from schematic.graph import Factor, Schematic
from schematic.verify.paper.meetings import log_prior
from schematic.verify.paper.routes import dashed, routes, solids
from schematic.verify.paper.runs import Part, Run
from schematic.verify.paper.sleep import halves
from schematic.verify.worlds.scenes import Scene, World, averaged, common_grid, with_factor

LogDensity = Callable[[World, Scene], Tensor]
"""One factor of a joint density at the points of a scene, nats."""
ZERO = torch.zeros((), dtype=torch.float64)


def reweighted(world: World) -> Iterator[tuple[tuple[str, ...], Iterator[Part]]]:
    """The groups of both players, and what they maximise."""
    (down, _), (up, asleep) = halves(world)
    yield down, _wake(world, generative=True)
    yield up, (replace(p, scale=p.scale / 2) for p in (*_wake(world, generative=False), *asleep))


def _wake(world: World, *, generative: bool) -> Iterator[Part]:
    schematic = world.schematic
    for route in routes(schematic):
        run = Run(world, route, None, attached=False)
        samples, again = _again(schematic, route.factors)
        inferred = {factor.child for factor in again}

        names = tuple(name for name in schematic.joined if name not in inferred)
        for at in range(len(_log_p(schematic) if generative else _log_q(schematic))):
            amounts = partial(_amounts, samples=samples, again=again, generative=generative, at=at)
            yield from run.part(("reweighted", generative, at), names, amounts)


def _amounts(
    scene: Scene, samples: int, again: Sequence[Factor], *, generative: bool, at: int
) -> Tensor:
    """E Σ_k w̃_k log of one density over the k draws, at the points of a scene of the rest."""
    world, inner = scene.world, scene
    log_p, log_q = _log_p(world.schematic), _log_q(world.schematic)
    ratios, values = [], []
    for _ in range(samples):
        for factor in again:
            inner = with_factor(inner, factor.child, factor, factor.parents, attached=False)
        above, below = ([log(world, inner) for log in logs] for logs in (log_p, log_q))
        ratios.append(sum(above, ZERO) - sum(below, ZERO))
        values.append((above if generative else below)[at])
    shares = shares_of(ratios)
    found = sum((s * v for s, v in zip(shares, values, strict=True)), ZERO)
    return averaged(scene, inner, found)


def shares_of(log_weights: Sequence[Tensor]) -> Tensor:
    """The share of each of k weights, [k, grid…]; no gradient passes."""
    grid = common_grid(each.shape for each in log_weights)
    return torch.softmax(torch.stack([each.detach().expand(grid) for each in log_weights]), 0)


def _again(schematic: Schematic, factors: tuple[Factor, ...]) -> tuple[int, tuple[Factor, ...]]:
    """K, and the dashed arrows along which k draws are made: the one that says so, and after it."""
    children: set[str] = set()
    found = []
    for factor in factors:
        if factor.attributes.samples > 1 or children & set(factor.parents):
            children.add(factor.child)
            found.append(factor)
    return max(factor.attributes.samples for factor in dashed(schematic)), tuple(found)


def _log_p(schematic: Schematic) -> list[LogDensity]:
    """The density log p(x, h): the solid arrows into data, and the law of each code, nats."""
    inferred = dict.fromkeys(factor.child for factor in dashed(schematic))
    scored = [_scored(f) for f in solids(schematic) if f.child not in inferred]
    return [*scored, *(partial(_prior, name=name) for name in inferred)]


def _log_q(schematic: Schematic) -> list[LogDensity]:
    """The density log q(h|x): the dashed arrows, nats."""
    return [_scored(factor) for factor in dashed(schematic)]


def _scored(factor: Factor) -> LogDensity:
    return lambda world, at: world.score(factor, at.values[factor.child], at.at(factor.parents))


def _prior(world: World, scene: Scene, name: str) -> Tensor:
    return log_prior(world, name, scene)
