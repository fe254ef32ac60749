"""Lemma 2, and what follows from it: variational models as games  [Hu2018, eq. 12, 13, 17].

With p_θ(x|z, y=0) the decoder and p_θ(x|z, y=1) = p_data, the bound
L = E_{p_θ0(x)}[−KL(q_η(z|x,y) qʳ(y|x) ‖ p_θ(z,y|x))] is enumerated over x, z and y. p_θ(z,y|x) is
the joint p_θ(x|z,y) p(z|y) p(y) up to its normaliser. Under the perfect discriminator a real x
takes the branch y = 0 and a generated one y = 1, so real and generated x must be told apart even
where they are equal: they are two tagged copies of the support.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.graph import Factor, Schedule, Schematic
from schematic.objective.terms import Objective, Player
from schematic.verify.derivatives import gap, largest, off
from schematic.verify.expectation import derived
from schematic.verify.paper.bounds import bound_of
from schematic.verify.paper.formulas import Formula
from schematic.verify.paper.meetings import bounds, log_ratio
from schematic.verify.paper.routes import (
    Route,
    games,
    go_in_circles,
    routes,
    solids,
    weigher_of,
)
from schematic.verify.paper.runs import Run, generated, generation
from schematic.verify.receipt import Row, judged, not_applicable
from schematic.verify.worlds.marginals import marginal, support
from schematic.verify.worlds.scenes import Axis, Root, Scene
from schematic.verify.worlds.tables import Tables

LOG_HALF = math.log(0.5)


def lemma_2(objective: Objective, player: Player, formula: Formula, world: Tables) -> Iterator[Row]:
    """Equation 12 for a bound by itself, equation 17 where a learned discriminator weighs it."""
    schematic = world.schematic
    red = weigher_of(schematic)
    learned = red if red and not red.attributes.degenerate else None
    if not _is_bound(schematic) or (learned and player.discriminates):
        return
    source = "[Hu2018, eq. 17]" if learned else "[Hu2018, eq. 12]"
    if reason := obstacle(schematic):
        yield not_applicable("the bound as E[−KL(q qʳ ‖ p)]", source, reason)
        return
    bound = Bound(world, routes(schematic)[0], _scored(schematic))
    value = derived(objective, player, world)
    parameters = world.parameters(formula.groups)
    if learned:
        yield from _equation_17(value, bound, learned, parameters)
    else:
        yield from _equation_12(value, bound, red, parameters)


def _is_bound(schematic: Schematic) -> bool:
    """Whether some code is matched by a KL, in one route, without a game or an invertible net."""
    if schematic.schedule is not Schedule.TOGETHER or games(schematic):
        return False
    if any(map(schematic.is_invertible, schematic.factors)):
        return False
    ways = routes(schematic)
    return len(ways) == 1 and any(bounds(schematic, f) for f in ways[0].factors)


def obstacle(schematic: Schematic) -> str:
    """Why a bound is not the one of the lemma, or nothing."""
    route, scored = routes(schematic)[0], _scored(schematic)
    children = [factor.child for factor in scored]
    if any(f.attributes.beta != 1 for f in schematic.factors):
        return "β ≠ 1, so the objective is no bound on log p(x)"
    if any(f.attributes.weight != 1 for f in schematic.factors):
        return "a term is weighed, so the objective is no bound on log p(x)"
    if any(node.summed for node in schematic.nodes.values()):
        return "a node is summed out, and what depends on it is no arrow of its own"
    if any(f.attributes.features for f in scored):
        return "features are compared, so the objective is no bound on log p(x)"
    if not scored:
        return "nothing is scored, so the objective is no bound on log p(x)"
    if not bound_of(route).is_sum:
        return "the bound is another than the evidence bound"
    if not all(bounds(schematic, f) for f in route.factors):
        return "some code has no law that it meets by a KL"
    if not all(schematic.nodes[name].is_data for name in children):
        return "a code is scored that is not inferred"
    if len(set(children)) < len(children):
        return "two arrows score one node, and the product of two densities is none"
    if go_in_circles(solids(schematic)):
        return "the solid arrows go in a circle, so they give no joint density"
    red = weigher_of(schematic)
    if red and not red.attributes.degenerate:
        made = generation(schematic, red.parents)
        lacking = [name for name in _seen(schematic, route, scored) if name not in made]
        if lacking:
            return f"generated {', '.join(red.parents)} have no {lacking[0]}"
    return ""


def _read(schematic: Schematic, route: Route, scored: tuple[Factor, ...]) -> tuple[str, ...]:
    """All nodes that the bound reads."""
    ends = [n for f in (*scored, *route.factors) for n in (*f.parents, f.child)]
    priors = (f for f in solids(schematic) if f.child in route.inferred)
    return tuple(dict.fromkeys((*ends, *(n for f in priors for n in f.parents))))


def _seen(schematic: Schematic, route: Route, scored: tuple[Factor, ...]) -> tuple[str, ...]:
    """Those of them that are not inferred: the data, and what else is given with them."""
    return tuple(n for n in _read(schematic, route, scored) if n not in route.inferred)


def _scored(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid factors whose child is not inferred."""
    inferred = routes(schematic)[0].inferred
    return tuple(f for f in solids(schematic) if f.child not in inferred)


@dataclass(frozen=True)
class Bound:
    """The bound of one route.

    Attributes:
        world: where it is enumerated.
        route: how the codes are inferred.
        scored: the solid factors of the data.
    """

    world: Tables
    route: Route
    scored: tuple[Factor, ...]

    @property
    def x(self) -> tuple[str, ...]:
        """What is scored."""
        return tuple(factor.child for factor in self.scored)

    @property
    def names(self) -> tuple[str, ...]:
        """All nodes that the bound and a discriminator beside it read."""
        schematic = self.world.schematic
        red = weigher_of(schematic)
        judged_nodes = red.parents if red else ()
        return tuple(dict.fromkeys((*_read(schematic, self.route, self.scored), *judged_nodes)))

    @property
    def seen(self) -> tuple[str, ...]:
        """Those of them that are not inferred."""
        return tuple(name for name in self.names if name not in self.route.inferred)

    def at(self, scene: Scene) -> Tensor:
        """Log p_θ(x|z) + log p(z) − log q_η(z|x) at every point, nats."""
        amounts = torch.zeros((), dtype=torch.float64)
        for factor in self.scored:
            value, parents = scene.values[factor.child], scene.at(factor.parents)
            amounts = amounts + self.world.score(factor, value, parents)
        for factor in self.route.factors:
            amounts = amounts - log_ratio(self.world, factor, scene)
        return amounts

    def real(self) -> Scene:
        """The data, each row with the codes inferred from it."""
        return self._scene(Run(self.world, self.route, None))

    def fake(self) -> Scene:
        """Generated x, each with the codes inferred from it.

        Of what was generated from priors only the law of x is kept: the codes that made it play
        no part, and would make the grid as large again.
        """
        made = generated(self.world, self.seen, means=True)
        if not any(self.world.schematic.nodes[name].is_data for name in _roots(made)):
            made = _tabled(self.world, made, self.seen)
        return self._scene(Run(self.world, self.route, None, made))

    def _scene(self, run: Run) -> Scene:
        scene = run.scene(self.names)
        assert scene is not None
        return scene


def _roots(scene: Scene) -> list[str]:
    """The nodes of a scene that come from their own laws."""
    return [name for name, origin in scene.origins.items() if isinstance(origin, Root)]


def _tabled(world: Tables, scene: Scene, names: tuple[str, ...]) -> Scene:
    """The scene of some of its nodes alone, each on an axis of its own."""
    places = dict(zip(names, support(world, names), strict=True))
    weight = marginal(world, scene, names)
    axes = tuple(Axis(Root(name), place) for name, place in reversed(places.items()))
    return Scene(world, places, {name: Root(name) for name in names}, weight, axes)


def _log_data(bound: Bound, scene: Scene) -> Tensor:
    """The branch y = 1: p_θ(x|z, y=1) = p_data(x), and q_η(z|x, y=1) = p(z) cancels."""
    real = marginal(bound.world, bound.real(), bound.x)
    return real.detach().log()[tuple(scene.at(bound.x))]


def _equation_12(
    value: Tensor, bound: Bound, red: Factor | None, parameters: list[Tensor]
) -> Iterator[Row]:
    """2 L = ELBO − log 2 + a constant, the generated half being blocked."""
    real, fake = bound.real(), bound.fake()
    perfect = {"real": {0: 1.0, 1: 0.0}, "generated": {0: 0.0, 1: 1.0}}
    halves = {}
    for tag, scene in (("real", real), ("generated", fake)):
        reverse = perfect[tag]
        log_reverse = {y: math.log(reverse[y]) if reverse[y] else 0.0 for y in (0, 1)}
        model = {0: bound.at(scene), 1: _log_data(bound, scene)}
        branches = (reverse[y] * (model[y] + LOG_HALF - log_reverse[y]) for y in (0, 1))
        halves[tag] = 0.5 * scene.mean(sum(branches, torch.zeros(())))
    whole = halves["real"] + halves["generated"]
    left = 2 * (whole - halves["generated"].detach())
    deviation = largest((off(left, value + LOG_HALF), gap(left, value, parameters)))
    identity = "2 E[−KL(q qʳ* ‖ p_θ(z,y|x))] = ELBO − log 2, and gradients"
    yield judged(identity, "[Hu2018, eq. 12]", deviation)
    if red is not None:
        plain = real.mean(bound.at(real))
        deviation = largest((off(plain, value), gap(plain, value, parameters)))
        yield judged("perfect discriminator: the VAE's ELBO", "[Hu2018, eq. 13]", deviation)


def _equation_17(
    value: Tensor, bound: Bound, red: Factor, parameters: list[Tensor]
) -> Iterator[Row]:
    """∇ of the whole bound, both branches of y, is ∇ E_{½(p_data + p_g)}[D(x) · ELBO(x)]."""
    whole = torch.zeros((), dtype=torch.float64)
    for scene in (bound.real(), bound.fake()):
        logit = bound.world.judge(red, scene.at(red.parents)).detach()
        log_reverse = {0: F.logsigmoid(logit), 1: F.logsigmoid(-logit)}
        model = {0: bound.at(scene), 1: _log_data(bound, scene)}
        branches = (log_reverse[y].exp() * (model[y] + LOG_HALF - log_reverse[y]) for y in (0, 1))
        whole = whole + 0.5 * scene.mean(sum(branches, torch.zeros(())))
    deviation = gap(whole, value, parameters)
    identity = "∇ E[−KL(q qʳ ‖ p_θ(z,y|x))] = ∇ E_{½(p_data+p_g)}[D · ELBO]"
    yield judged(identity, "[Hu2018, eq. 17]", deviation)
    reweighed = _by_example(bound, red)
    identity = "E_{½(p_data+p_g)}[D · ELBO], example by example"
    deviation = largest((off(reweighed, value), gap(reweighed, value, parameters)))
    yield judged(identity, "[Hu2018, eq. 17]", deviation)


def _by_example(bound: Bound, red: Factor) -> Tensor:
    """Σ_x ½ (p_data(x) + p_g(x)) D(x) ELBO(x), the ELBO being a table over what is given."""
    world = bound.world
    nodes = bound.seen
    real, fake = bound.real(), bound.fake()
    density = sum(marginal(world, scene, nodes).detach() for scene in (real, fake)) / 2
    mass = marginal(world, real, nodes)
    elbo = _per_example(bound, real, nodes) / mass.detach()
    grids = dict(zip(nodes, support(world, nodes), strict=True))
    trust = torch.sigmoid(world.judge(red, [grids[name] for name in red.parents])).detach()
    return (density * trust * elbo).sum()


def _per_example(bound: Bound, scene: Scene, nodes: tuple[str, ...]) -> Tensor:
    """E over the codes of the bound, times p(x), for each x."""
    weighed = Scene(
        scene.world, scene.values, scene.origins, scene.weight * bound.at(scene), scene.axes
    )
    return marginal(bound.world, weighed, nodes)
