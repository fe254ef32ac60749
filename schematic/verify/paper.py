"""World → every player's objective as the paper writes it, enumerated.

Each formula is written from its equation: sums over y, over scenes
and over their grids. The derivation is not read. Terms that turn out to have no gradient for a
player are left out, and the rest is divided by the probability of the y that are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.graph import Factor, Schedule, Schematic
from schematic.verify.payoff import payoff
from schematic.verify.sides import (
    Route,
    games,
    generated,
    inferred,
    is_generated,
    real_route,
    routes,
    sides,
    solids,
)
from schematic.verify.world import Label, Scene, World, has_sets

SOURCES = {"hinge": "Lim2017", "wasserstein": "Arjovsky2017", "squares": "Mao2017"}


@dataclass(frozen=True)
class Part:
    """One expectation, for one value of y or for both (None)."""

    value: Tensor
    label: Label
    scale: float = 1.0


@dataclass(frozen=True)
class Formula:
    """What some groups maximise.

    Attributes:
        groups: whose parameters they are.
        source: the equation.
        value: the exact expectation, differentiable in the groups' parameters.
        share: the probability of those y for which there is any gradient.
    """

    groups: tuple[str, ...]
    source: str
    value: Tensor
    share: float


def formulas(world: World) -> tuple[Formula, ...]:
    """The objective of every player."""
    schematic = world.schematic
    if schematic.schedule is Schedule.WAKE_SLEEP:
        return wake(world), sleep(world)
    red = [f for f in schematic.factors if f.red and not f.attributes.degenerate]
    owners = tuple(dict.fromkeys(ref.group for f in red for ref in f.law.nets))
    found = []
    for owner in owners:
        mine = [f for f in red if owner in {ref.group for ref in f.law.nets}]
        parts = [part for game in mine for part in _discriminator(world, game)]
        found.append(_formula(world, (owner,), _source_of(mine, "Hu2018, eq. 1"), parts))
    others = _others(schematic, owners)
    if others:
        found.append(_formula(world, others, _source(schematic), list(_model(world))))
    return tuple(found)


def _formula(world: World, groups: tuple[str, ...], source: str, parts: Sequence[Part]) -> Formula:
    """E_{p(y)} of the parts that have a gradient, over the probability of their y."""
    own = world.parameters(groups)
    live = [part for part in parts if _depends(part.value, own)]
    labels = {part.label for part in live}
    share = 1.0 if None in labels or not live else 0.5 * len(labels)
    zero = torch.zeros((), dtype=torch.float64)
    weights = [part.scale * (1.0 if part.label is None else 0.5) for part in live]
    value = sum((w * part.value for w, part in zip(weights, live, strict=True)), zero)
    return Formula(groups, f"[{source}]", value / share, share)


def _depends(value: Tensor, parameters: list[Tensor]) -> bool:
    if not value.requires_grad:
        return False
    found = torch.autograd.grad(value, parameters, allow_unused=True, retain_graph=True)
    return any(gradient is not None for gradient in found)


def _others(schematic: Schematic, owners: tuple[str, ...]) -> tuple[str, ...]:
    used = dict.fromkeys(r.group for f in schematic.factors if not f.red for r in f.law.nets)
    return tuple(g for g in schematic.groups if g in used and g not in owners)


# Games: GAN, ADA, InfoGAN, AAE, ALI


def _discriminator(world: World, game: Factor) -> Iterator[Part]:
    """φ: E_{p(y) p_θ(x|y)} log q_φ(y|x)  [Hu2018, eq. 1]."""
    scenes = sides(world, game)
    for label in (1, 0):
        yield Part(_verdict(world, game, scenes[label], label, reverse=False), label)
    if game.attributes.penalty and hasattr(world, "slope"):
        slopes = [world.slope(game, real, fake) for real in scenes[1] for fake in scenes[0]]
        yield Part(-0.5 * sum(slopes) / len(slopes), None, game.attributes.penalty)


def _verdict(
    world: World, game: Factor, scenes: Sequence[Scene], label: int, *, reverse: bool
) -> Tensor:
    values = []
    for scene in scenes:
        logit = world.judge(game, scene.at(game.parents))
        values.append(scene.mean(payoff(game.attributes.loss, logit, label, reverse=reverse)))
    return torch.stack(values).mean()


def _model(world: World) -> Iterator[Part]:
    """Everyone else: E log qʳ_φ(y|x), reconstructions and KLs  [Hu2018, eq. 2, 9, 11, 17]."""
    schematic = world.schematic
    reweighed = [f for f in schematic.factors if f.red and f.dashed]
    yield from _reweighed(world, reweighed[0]) if reweighed else _plain(world)
    for game in games(schematic):
        for label, scenes in sides(world, game).items():
            value = _verdict(world, game, scenes, label, reverse=True)
            yield Part(value, label, game.attributes.weight)


def _plain(world: World) -> Iterator[Part]:
    """Bounds in every route, for those y in which the route is what happens."""
    schematic = world.schematic
    for route in routes(schematic):
        for label in _labels(schematic, route):
            scene = inferred(world, route, label)
            yield from _bound(world, route, scene, label)


def _labels(schematic: Schematic, route: Route) -> tuple[Label, ...]:
    """The y in which a route happens: generated examples are fake, given ones real."""
    if has_sets(schematic):
        return (1, 0)
    judged = [set(game.parents) for game in games(schematic)]
    if not judged:
        return (None,)
    ways = routes(schematic)
    if len(ways) == 2 and any(all(j & w.inferred and j - w.inferred for w in ways) for j in judged):
        return (int(route == real_route(schematic, ways)),)
    return (0,) if any(j & route.inferred for j in judged) else (1,)


def _bound(
    world: World, route: Route, scene: Scene, label: Label, trust: Tensor | None = None
) -> Iterator[Part]:
    """E_q log p_θ(x|z) and −β KL(q_η(z|x) ‖ p(z)), each example weighed by `trust`."""
    weight = torch.ones((), dtype=torch.float64) if trust is None else trust
    for factor in solids(world.schematic):
        known = all(name in scene.values for name in (factor.child, *factor.parents))
        if known and factor.child not in route.inferred:
            amounts = world.score(factor, scene.values[factor.child], scene.at(factor.parents))
            yield Part(scene.mean(weight * amounts), label, factor.attributes.weight)
    for factor in route.factors:
        if factor.child in scene.values and is_matched(world.schematic, factor):
            amounts = log_ratio(world, factor, scene)
            yield Part(-scene.mean(weight * amounts), label, factor.attributes.beta)


def is_matched(schematic: Schematic, factor: Factor) -> bool:
    """Whether what a dashed factor infers meets a law by a KL."""
    if factor.hollow or any(factor.child in game.parents for game in games(schematic)):
        return False
    return schematic.nodes[factor.child].law is not None or is_generated(schematic, factor.child)


def log_ratio(world: World, factor: Factor, scene: Scene) -> Tensor:
    """The log-ratio log q(z|x) − log p(z), the mean of which is the KL."""
    value = scene.values[factor.child]
    log_q = world.score(factor, value, scene.at(factor.parents))
    return log_q - log_prior(world, factor.child, scene)


def log_prior(world: World, name: str, scene: Scene) -> Tensor:
    """The log-density of a node under its own law, or the solid factor that generates it."""
    node, value = world.schematic.nodes[name], scene.values[name]
    if node.law is not None:
        return world.score(node, value, [])
    factor = next(f for f in solids(world.schematic) if f.child == name)
    return world.score(factor, value, scene.at(factor.parents))


# AAVAE


def _reweighed(world: World, red: Factor) -> Iterator[Part]:
    """E_{½(p_data + p_g)}[D(x) · ELBO(x)], x and D held fixed  [Hu2018, eq. 17].

    The perfect discriminator trusts real examples only [Hu2018, eq. 13].
    """
    for route in routes(world.schematic):
        real = inferred(world, route, 1)
        if red.attributes.degenerate:
            yield from _bound(world, route, real, 1)
            continue
        fake = inferred(world, route, 0, generated(world, red.parents, means=True))
        for label, scene in ((1, real), (0, fake)):
            trust = torch.sigmoid(world.judge(red, scene.at(red.parents))).detach()
            yield from _bound(world, route, scene, label, trust)


# Wake–sleep


def wake(world: World) -> Formula:
    """θ: E_{p_data(x) q_λ(h|x)} log p_θ(x, h), samples held fixed  [Hu2018, eq. 14]."""
    schematic = world.schematic
    parts = []
    for route in routes(schematic):
        scene = inferred(world, route, None, attached=False)
        for factor in solids(schematic):
            if is_generated(schematic, factor.child):
                parts.append(Part(*_scored(world, factor, scene), factor.attributes.weight))
    groups = tuple(dict.fromkeys(r.group for f in solids(schematic) for r in f.law.nets))
    return _formula(world, groups, "Hu2018, eq. 14", parts)


def sleep(world: World) -> Formula:
    """λ: E_{p_θ(x, h)} log q_λ(h|x), samples held fixed  [Hu2018, eq. 14]."""
    schematic = world.schematic
    dashed = [f for f in schematic.factors if f.dashed and not f.red]
    scene = generated(world, tuple(schematic.nodes), means=False)
    parts = [Part(*_scored(world, factor, scene)) for factor in dashed]
    groups = tuple(dict.fromkeys(ref.group for f in dashed for ref in f.law.nets))
    return _formula(world, groups, "Hu2018, eq. 14", parts)


def _scored(world: World, factor: Factor, scene: Scene) -> tuple[Tensor, None]:
    amounts = world.score(factor, scene.values[factor.child], scene.at(factor.parents))
    return scene.mean(amounts), None


# Where each formula stands


def _source_of(played: Iterable[Factor], usual: str) -> str:
    losses = {game.attributes.loss for game in played} - {"log"}
    return ", ".join(SOURCES[loss] for loss in sorted(losses)) or usual


def _source(schematic: Schematic) -> str:
    """The equation of everyone but the discriminators."""
    if any(f.red and f.dashed and not f.attributes.degenerate for f in schematic.factors):
        return "Hu2018, eq. 17"
    played = games(schematic)
    if played:
        scored = any(f.child not in game.parents for game in played for f in solids(schematic))
        return _source_of(played, "Hu2018, eq. 9" if scored else "Hu2018, eq. 2")
    kl = any(is_matched(schematic, f) for route in routes(schematic) for f in route.factors)
    return "Hu2018, eq. 11" if kl else "Hu2018, eq. 11 without its KL"
