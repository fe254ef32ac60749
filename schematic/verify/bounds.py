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

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.graph import Factor, Schedule, Schematic
from schematic.objective.terms import Objective, Player
from schematic.verify.marginals import marginal, support
from schematic.verify.paper import Formula, is_matched, log_prior, log_ratio
from schematic.verify.receipt import Row, judged, not_applicable
from schematic.verify.sides import games, generated, inferred, routes, solids
from schematic.verify.slopes import gap, largest
from schematic.verify.tables import Tables
from schematic.verify.walk import walk
from schematic.verify.world import Scene

LOG_HALF = math.log(0.5)


def lemma_2(objective: Objective, player: Player, formula: Formula, world: Tables) -> Iterator[Row]:
    """Equation 12 for a bound by itself, equation 17 where a learned discriminator weighs it."""
    schematic = world.schematic
    ways = routes(schematic)
    bounded = len(ways) == 1 and any(is_matched(schematic, f) for f in ways[0].factors)
    if schematic.schedule is not Schedule.TOGETHER or games(schematic) or not bounded:
        return
    red = next((f for f in schematic.factors if f.red), None)
    learned = red is not None and not red.attributes.degenerate
    if learned and player.discriminates:
        return
    source = "[Hu2018, eq. 17]" if learned else "[Hu2018, eq. 12]"
    if reason := _obstacle(schematic):
        yield not_applicable("the bound as E[−KL(q qʳ ‖ p)]", source, reason)
        return
    value = walk(objective, player, world)
    parameters = world.parameters(formula.groups)
    if learned:
        assert red is not None
        yield from _equation_17(value, world, red, parameters)
    else:
        yield from _equation_12(value, world, red, parameters)


def _obstacle(schematic: Schematic) -> str:
    """Why the bound is not the one of the lemma."""
    if any(f.attributes.beta != 1 for f in schematic.factors):
        return "β ≠ 1, so the objective is no bound on log p(x)"
    if any(f.attributes.weight != 1 for f in schematic.factors):
        return "a term is weighed, so the objective is no bound on log p(x)"
    matched = (is_matched(schematic, f) for f in routes(schematic)[0].factors)
    return "" if all(matched) else "some code has no law"


def _data(world: Tables) -> tuple[str, ...]:
    """What is scored: x."""
    inferred_nodes = routes(world.schematic)[0].inferred
    found = (f.child for f in solids(world.schematic) if f.child not in inferred_nodes)
    return tuple(dict.fromkeys(found))


def _elbo(world: Tables, scene: Scene) -> Tensor:
    """The bound log p_θ(x|z) + log p(z) − log q_η(z|x) at every point."""
    route = routes(world.schematic)[0]
    amounts = torch.zeros((), dtype=torch.float64)
    for factor in solids(world.schematic):
        if factor.child not in route.inferred:
            amounts = amounts + world.score(
                factor, scene.values[factor.child], scene.at(factor.parents)
            )
    for factor in route.factors:
        amounts = amounts - log_ratio(world, factor, scene)
    return amounts


def _scenes(world: Tables, x: tuple[str, ...]) -> tuple[Scene, Scene]:
    """Real and generated x, each with the codes inferred from it.

    Of what was generated from priors only the law of x is kept: the codes that made it play no
    part, and would make the grid as large again.
    """
    route = routes(world.schematic)[0]
    fake = generated(world, x, means=True)
    if not fake.sets:
        values = dict(zip(x, support(world, x), strict=True))
        fake = Scene(world, values, marginal(world, fake, x), len(x), {})
    return inferred(world, route, None), inferred(world, route, None, fake)


def _log_data(world: Tables, x: tuple[str, ...], scene: Scene) -> Tensor:
    """The branch y = 1: p_θ(x|z, y=1) = p_data(x), and q_η(z|x, y=1) = p(z) cancels."""
    real = marginal(world, inferred(world, routes(world.schematic)[0], None), x)
    return real.detach().log()[tuple(scene.at(x))]


def _equation_12(
    value: Tensor, world: Tables, red: Factor | None, parameters: list[Tensor]
) -> Iterator[Row]:
    """2 L = ELBO − log 2 + a constant, the generated half being blocked."""
    x = _data(world)
    real, fake = _scenes(world, x)
    perfect = {"real": {0: 1.0, 1: 0.0}, "generated": {0: 0.0, 1: 1.0}}
    halves = {}
    for tag, scene in (("real", real), ("generated", fake)):
        reverse = perfect[tag]
        log_reverse = {y: math.log(reverse[y]) if reverse[y] else 0.0 for y in (0, 1)}
        model = {0: _elbo(world, scene), 1: _log_data(world, x, scene)}
        branches = (reverse[y] * (model[y] + LOG_HALF - log_reverse[y]) for y in (0, 1))
        halves[tag] = 0.5 * scene.mean(sum(branches, torch.zeros(())))
    bound = halves["real"] + halves["generated"]
    left = 2 * (bound - halves["generated"].detach())
    off = abs(left.item() - (value.item() + LOG_HALF))
    deviation = largest((off, gap(left, value, parameters)))
    identity = "2 E[−KL(q qʳ* ‖ p_θ(z,y|x))] = ELBO − log 2, and gradients"
    yield judged(identity, "[Hu2018, eq. 12]", deviation)
    if red is not None:
        plain = real.mean(_elbo(world, real))
        off = abs(plain.item() - value.item())
        deviation = largest((off, gap(plain, value, parameters)))
        yield judged("perfect discriminator: the VAE's ELBO", "[Hu2018, eq. 13]", deviation)


def _equation_17(
    value: Tensor, world: Tables, red: Factor, parameters: list[Tensor]
) -> Iterator[Row]:
    """∇ of the whole bound, both branches of y, is ∇ E_{½(p_data + p_g)}[D(x) · ELBO(x)]."""
    x = _data(world)
    bound = torch.zeros((), dtype=torch.float64)
    for scene in _scenes(world, x):
        logit = world.judge(red, scene.at(red.parents)).detach()
        log_reverse = {0: F.logsigmoid(logit), 1: F.logsigmoid(-logit)}
        model = {0: _elbo(world, scene), 1: _log_data(world, x, scene)}
        branches = (log_reverse[y].exp() * (model[y] + LOG_HALF - log_reverse[y]) for y in (0, 1))
        bound = bound + 0.5 * scene.mean(sum(branches, torch.zeros(())))
    deviation = gap(bound, value, parameters)
    identity = "∇ E[−KL(q qʳ ‖ p_θ(z,y|x))] = ∇ E_{½(p_data+p_g)}[D · ELBO]"
    yield judged(identity, "[Hu2018, eq. 17]", deviation)
    reweighed = _by_example(world, x, red)
    off = abs(reweighed.item() - value.item())
    identity = "E_{½(p_data+p_g)}[D · ELBO], example by example"
    yield judged(identity, "[Hu2018, eq. 17]", largest((off, gap(reweighed, value, parameters))))


def _by_example(world: Tables, x: tuple[str, ...], red: Factor) -> Tensor:
    """Σ_x ½ (p_data(x) + p_g(x)) D(x) ELBO(x), the ELBO being a table over x."""
    nodes = tuple(dict.fromkeys((*red.parents, *x)))
    real, fake = _scenes(world, x)
    density = sum(marginal(world, scene, nodes).detach() for scene in (real, fake)) / 2
    mass = marginal(world, real, nodes)
    elbo = _per_example(world, real, nodes) / mass.detach()
    places = [torch.arange(size) for size in mass.shape]
    grids = dict(zip(nodes, torch.meshgrid(*places, indexing="ij"), strict=True))
    trust = torch.sigmoid(world.judge(red, [grids[name] for name in red.parents])).detach()
    return (density * trust * elbo).sum()


def _per_example(world: Tables, scene: Scene, nodes: tuple[str, ...]) -> Tensor:
    """E over the codes of the bound, times p(x), for each x."""
    weighed = Scene(world, scene.values, scene.weight * _elbo(world, scene), scene.axes, {})
    return marginal(world, weighed, nodes)


# Wake–sleep


def free_energies(
    objective: Objective, player: Player, formula: Formula, world: Tables
) -> Iterator[Row]:
    """What wake and sleep descend: the free energy, and the same with p and q exchanged."""
    schematic = world.schematic
    if schematic.schedule is not Schedule.WAKE_SLEEP:
        return
    value, parameters = walk(objective, player, world), world.parameters(formula.groups)
    solid = {ref.group for f in solids(schematic) for ref in f.law.nets}
    if set(formula.groups) <= solid:
        scene = inferred(world, routes(schematic)[0], None)
        right = -scene.mean(_log_q(world, scene) - _log_p(world, scene))
        identity = "wake: ∇ E_{p_data q} log p(x,h) = ∇ E_data[−KL(q(h|x) ‖ p(x,h))]"
    else:
        scene = generated(world, tuple(schematic.nodes), means=False)
        log_x = marginal(world, scene, _seen(schematic)).log()[tuple(scene.at(_seen(schematic)))]
        right = -scene.mean(_log_p(world, scene) - log_x - _log_q(world, scene)).sum()
        identity = "sleep: ∇ E_p log q(h|x) = −∇ E_p(x) KL(p(h|x) ‖ q(h|x))"
    yield judged(identity, "[Hu2018, eq. 14]", gap(right, value, parameters))


def _seen(schematic: Schematic) -> tuple[str, ...]:
    return tuple(node.name for node in schematic.nodes.values() if node.is_data)


def _log_q(world: Tables, scene: Scene) -> Tensor:
    """The density log q(h|x): the dashed arrows."""
    dashed = (f for f in world.schematic.factors if f.dashed and not f.red)
    parts = (world.score(f, scene.values[f.child], scene.at(f.parents)) for f in dashed)
    return sum(parts, torch.zeros((), dtype=torch.float64))


def _log_p(world: Tables, scene: Scene) -> Tensor:
    """The density log p(x, h): priors of the codes and the solid arrows."""
    nodes = world.schematic.nodes
    total = torch.zeros((), dtype=torch.float64)
    for name in scene.values:
        if not nodes[name].is_data:
            total = total + log_prior(world, name, scene)
    for factor in solids(world.schematic):
        if nodes[factor.child].is_data:
            value, parents = scene.values[factor.child], scene.at(factor.parents)
            total = total + world.score(factor, value, parents)
    return total
