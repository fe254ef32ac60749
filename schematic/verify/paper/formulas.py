"""World → every player's objective as the papers write it, enumerated.

Each formula is written from its equation: sums over y, over routes and over their draws. The
derivation is not read. Parts that turn out to have no gradient for a player are left out, and the
rest is divided by the probability of the y that are left.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from schematic.graph import Factor, Schedule, Schematic
from schematic.verify.oracles import oracle
from schematic.verify.paper.bounds import bound_of, weighed
from schematic.verify.paper.game_sides import runs_of, sides
from schematic.verify.paper.meetings import bounds, game_weight
from schematic.verify.paper.payoffs import PRICE_ORACLES, PairPayoffs, payoff
from schematic.verify.paper.reweighted import reweighted
from schematic.verify.paper.routes import (
    Route,
    games,
    picks_route,
    predictions,
    real_route,
    real_routes,
    routes,
    solids,
    weigher_of,
)
from schematic.verify.paper.runs import Part, Run, generated
from schematic.verify.paper.scored import density_parts, is_predicted
from schematic.verify.paper.sleep import halves
from schematic.verify.worlds.couplings import coupled
from schematic.verify.worlds.denoised import source_of_denoising
from schematic.verify.worlds.scenes import Label, Scene, World, has_sets


@dataclass(frozen=True)
class Formula:
    """What some groups maximise.

    Attributes:
        groups: whose parameters they are.
        source: the equation.
        value: the exact expectation in nats, differentiable in the groups' parameters.
        share: the probability of those y for which there is any gradient.
    """

    groups: tuple[str, ...]
    source: str
    value: Tensor
    share: float

    @property
    def name(self) -> str:
        """The name of the player that trains these groups."""
        return ",".join(self.groups)


PREDICTED = "Schmidhuber1992"
"""Where what one player predicts and the others make hard stands in print."""


def formulas(world: World) -> tuple[Formula, ...]:
    """The objective of every player.

    Raises:
        MissingOracleError: the oracle does not know a family, a price or a match.
    """
    schematic = world.schematic
    if schematic.schedule is Schedule.WAKE_SLEEP:
        found = [(groups, "Hu2018, eq. 14", list(parts)) for groups, parts in halves(world)]
    elif schematic.schedule is Schedule.REWEIGHTED:
        rows = reweighted(world)
        found = [(groups, "Bornschein2015, sec. 3", list(parts)) for groups, parts in rows]
    else:
        found = list(_together(world))
    return tuple(_formula(world, *row) for row in found)


def _together(world: World) -> Iterator[tuple[tuple[str, ...], str, list[Part]]]:
    """Every player's groups, its equation and its parts: the discriminators come first."""
    schematic = world.schematic
    red = [f for f in schematic.factors if f.red and not f.attributes.degenerate]
    predicted = predictions(schematic)
    owners = tuple(dict.fromkeys(group for f in red for group in f.law.groups))
    for owner in owners:
        mine = [f for f in red if owner in f.law.groups]
        parts = [p for f in mine if f not in predicted for p in _discriminator(world, f)]
        parts += _merged([p for f in mine if f in predicted for p in _predictor(world, f)])
        played = [f for f in mine if f not in predicted]
        source = _source_of(played, "Hu2018, eq. 1") if played else PREDICTED
        yield (owner,), source, parts
    others = _others(schematic, owners)
    if others:
        yield others, _source(schematic), _merged(list(_model(world)))


def _formula(world: World, groups: tuple[str, ...], source: str, parts: Sequence[Part]) -> Formula:
    """E_{p(y)} of the parts that have a gradient, over the probability of their y.

    A part in which y plays no role is not divided.
    """
    own = world.handles(groups)
    live = [part for part in parts if part.counts or _depends(part.value, own)]
    labels = {part.label for part in live} - {None}
    share = 0.5 * len(labels) if labels else 1.0
    value = torch.zeros((), dtype=torch.float64)
    for part in live:
        value = value + part.scale * (1.0 if part.label is None else 0.5 / share) * part.value
    return Formula(groups, f"[{source}]", value, share)


def _depends(value: Tensor, parameters: list[Tensor]) -> bool:
    if not value.requires_grad:
        return False
    found = torch.autograd.grad(value, parameters, allow_unused=True, retain_graph=True)
    return any(gradient is not None for gradient in found)


def _others(schematic: Schematic, owners: tuple[str, ...]) -> tuple[str, ...]:
    used = dict.fromkeys(group for f in schematic.factors if not f.red for group in f.law.groups)
    return tuple(g for g in schematic.groups if g in used and g not in owners)


def _merged(parts: Sequence[Part]) -> list[Part]:
    """What several routes have in common counts once; what is there for both y belongs to none."""
    alike: dict[Hashable, list[Part]] = {}
    for part in parts:
        alike.setdefault(part.about, []).append(part)
    merged = []
    for same in alike.values():
        is_common = len({part.label for part in same}) > 1
        merged.append(replace(same[0], label=None) if is_common else same[0])
    return merged


# Games: GAN, ADA, InfoGAN, AAE, ALI


def _discriminator(world: World, game: Factor) -> Iterator[Part]:
    """φ: E_{p(y) p_θ(x|y)} log q_φ(y|x)  [Hu2018, eq. 1]."""
    scenes = sides(world, game)
    yield from _verdicts(world, game, scenes, reverse=False)
    if game.attributes.penalty:
        slopes = [world.slope(game, real, fake) for real in scenes[1] for fake in scenes[0]]
        found = [slope for slope in slopes if slope is not None]
        for slope in found:
            yield Part(-0.5 * slope / len(found), None, game.attributes.penalty)


def _predictor(world: World, factor: Factor) -> Iterator[Part]:
    """φ: E log q_φ(child | parents), wherever both are  [Schmidhuber1992, sec. 2]."""
    for run in _plain_runs(world):
        if is_predicted(run, factor):
            for part in density_parts(run, factor):
                yield replace(part, scale=1.0)


def _against(world: World, factor: Factor) -> Iterator[Part]:
    """Everyone else minimises what φ maximises, `weight` times."""
    for run in map(weighed, _plain_runs(world)):
        if is_predicted(run, factor):
            for part in density_parts(run, factor):
                yield replace(part, scale=-part.scale)


def _verdicts(
    world: World, game: Factor, scenes: Mapping[int, Sequence[Scene]], *, reverse: bool
) -> Iterator[Part]:
    """What a game is worth to φ, or with `reverse` to everyone else: by sides, or by pairs."""
    price = oracle(PRICE_ORACLES, game.attributes.loss)
    if isinstance(price, PairPayoffs):
        yield _contrast(world, game, scenes, price, reverse=reverse)
        return
    yield _verdict(world, game, scenes[1], 1, reverse=reverse)
    runs = [weighed(run) for run in runs_of(world, game)[0]] if reverse else []
    if any(run.over_batch for run in runs):
        yield _weighed_verdict(game, runs)
    else:
        yield _verdict(world, game, scenes[0], 0, reverse=reverse)


def _weighed_verdict(game: Factor, runs: Sequence[Run]) -> Part:
    """Everyone else on fake examples, some of which weigh D/(1 − D)  [Hu2018, eq. 15, 16]."""
    values = []
    for run in runs:
        about = run.weigher.parents if run.weigher else ()
        scene = run.scene((*game.parents, *about))
        assert scene is not None
        amounts = payoff(
            game.attributes.loss, run.world.judge(game, scene.at(game.parents)), 0, reverse=True
        )
        weight = run.trust(scene) if run.weigher else torch.ones(())
        values.append(run.held(scene, amounts * weight))
    scale = game_weight(runs[0].world.schematic, game)
    return Part(torch.stack(values).mean(), 0, scale, (game, 0))


def _contrast(
    world: World,
    game: Factor,
    scenes: Mapping[int, Sequence[Scene]],
    price: PairPayoffs,
    *,
    reverse: bool,
) -> Part:
    """The mean over all pairs of a real and a fake example; it belongs to no side."""
    values = []
    for real, fake in itertools.product(scenes[1], scenes[0]):
        pair = coupled(real, fake)
        first, second = (world.judge(game, scene.at(game.parents)) for scene in (real, fake))
        amounts = price.of(first, pair.of_fake(second), reverse=reverse)
        values.append((pair.weight * amounts).sum())
    scale = game.attributes.weight if reverse else 1.0
    return Part(torch.stack(values).mean(), None, scale, (game, "pairs"))


def _verdict(
    world: World, game: Factor, scenes: Sequence[Scene], label: int, *, reverse: bool
) -> Part:
    values = []
    for scene in scenes:
        logit = world.judge(game, scene.at(game.parents))
        values.append(scene.mean(payoff(game.attributes.loss, logit, label, reverse=reverse)))
    scale = game_weight(world.schematic, game) if reverse else 1.0
    return Part(torch.stack(values).mean(), label, scale, (game, label))


def _model(world: World) -> Iterator[Part]:
    """Everyone else: E log qʳ_φ(y|x), reconstructions and KLs  [Hu2018, eq. 2, 9, 11, 17]."""
    weigher = weigher_of(world.schematic)
    for run in _weighed_runs(world, weigher) if weigher else _plain_runs(world):
        yield from bound_of(run.route).parts(weighed(run))
    for game in games(world.schematic):
        yield from _verdicts(world, game, sides(world, game), reverse=True)
    for factor in predictions(world.schematic):
        yield from _against(world, factor)


def _plain_runs(world: World) -> Iterator[Run]:
    """Every route in those y in which it is what happens."""
    schematic = world.schematic
    for route in routes(schematic):
        for label in _labels(schematic, route):
            yield Run(world, route, label)
    for route in real_routes(schematic):
        yield Run(world, route, 1)


def _labels(schematic: Schematic, route: Route) -> tuple[Label, ...]:
    """The y in which a route happens: generated examples are fake, given ones real."""
    if has_sets(schematic):
        return (1, 0)
    played = games(schematic)
    judged = [set(game.parents) for game in played]
    if not judged:
        return (None,)
    ways = routes(schematic)
    picking = (set(game.parents) for game in played if not game.attributes.real)
    if any(picks_route(ways, parents) for parents in picking):
        return (int(route == real_route(schematic, ways)),)
    return (0,) if any(parents & route.inferred for parents in judged) else (1,)


# AAVAE


def _weighed_runs(world: World, red: Factor) -> Iterator[Run]:
    """E_{½(p_data + p_g)}[D(x) · ELBO(x)], x and D held fixed  [Hu2018, eq. 17].

    The perfect discriminator trusts real examples only [Hu2018, eq. 13].
    """
    for route in routes(world.schematic):
        if red.attributes.degenerate:
            yield Run(world, route, 1)
            continue
        yield Run(world, route, 1, weigher=red)
        made = generated(world, red.parents, means=True)
        if all(seen == (name in made.values) for name, seen in route.rows):
            yield Run(world, replace(route, rows=()), 0, made, red)


# Where each formula stands


def _source_of(played: Iterable[Factor], usual: str) -> str:
    losses = sorted({game.attributes.loss for game in played} - {"log"})
    return ", ".join(oracle(PRICE_ORACLES, loss).source for loss in losses) or usual


def _source(schematic: Schematic) -> str:
    """The equation of everyone but the discriminators."""
    weigher = weigher_of(schematic)
    if weigher and not weigher.attributes.degenerate:
        return "Hu2018, eq. 17"
    played = games(schematic)
    if any(f.hollow and f.attributes.bound == "importance" for f in schematic.factors):
        return "Hu2018, eq. 16"
    if played:
        scored = any(f.child not in game.parents for game in played for f in solids(schematic))
        return _source_of(played, "Hu2018, eq. 9" if scored else "Hu2018, eq. 2")
    if predictions(schematic):
        return PREDICTED
    ways = routes(schematic)
    if own := next(filter(None, (bound_of(route).source for route in ways)), ""):
        return own
    if any(f.backwards_of for route in ways for f in route.factors):
        return "Dinh2017, eq. 2"
    if any(schematic.is_invertible(f) for route in ways for f in route.factors):
        return "Kingma2016, sec. 4"
    if told := ", ".join(dict.fromkeys(filter(None, map(source_of_denoising, solids(schematic))))):
        return told
    is_bound = any(bounds(schematic, f) for route in ways for f in route.factors)
    return "Hu2018, eq. 11" if is_bound else "Hu2018, eq. 11 without its KL"
