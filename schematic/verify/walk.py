"""Objective → its expectation: the derived terms, enumerated in a world of tables.

Nothing is decided here. Which draws a term reads, what weighs it, which nets learn and through
which draws a gradient passes is what the objective says, so that a wrong objective gives a wrong
number or a wrong gradient.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from schematic.graph import Factor
from schematic.objective.terms import (
    Divergence,
    Draw,
    Estimator,
    LogDensity,
    Objective,
    Penalty,
    Player,
    Term,
    Verdict,
    given_draws,
)
from schematic.verify.payoff import payoff
from schematic.verify.tables import Tables
from schematic.verify.world import Scene, empty, label_of, with_data, with_factor, with_prior


def walk(objective: Objective, player: Player, world: Tables) -> Tensor:
    """What a player maximises, without gradient penalties: tables have no slopes."""
    return total(objective, (t for t in player.terms if not isinstance(t.body, Penalty)), world)


def total(objective: Objective, terms: Iterable[Term], world: Tables) -> Tensor:
    """The sum of the expectations of some terms."""
    zero = torch.zeros((), dtype=torch.float64)
    return sum((_expectation(objective, term, world) for term in terms), zero)


def _expectation(objective: Objective, term: Term, world: Tables) -> Tensor:
    scene = _scene(objective, term, world)
    amounts = _amounts(objective, term, world, scene)
    if isinstance(term.body, Divergence) and term.body.estimator is Estimator.CLOSED:
        scene = _inner(scene, term, term.body)
        amounts = _ratio(world, scene, term, term.body)
    if term.weigher is not None:
        judged = scene.at(term.weigher.given)
        amounts = amounts * torch.sigmoid(world.judge(term.weigher.factor, judged)).detach()
    return term.sign * float(term.weight) * term.scale * scene.mean(amounts)


def _scene(objective: Objective, term: Term, world: Tables) -> Scene:
    """The joint distribution of the draws that a term reads, with all that they are made from."""
    read = given_draws(term.body)
    weighed = term.weigher.given if term.weigher else ()
    needed = _ancestry(objective, (*read, *weighed))
    scene = empty(world)
    for draw in objective.draws:
        if draw.name in needed:
            attached = draw.name in term.through if draw.name in read else not draw.detached
            scene = _drawn(scene, draw, attached=attached)
    return scene


def _drawn(scene: Scene, draw: Draw, *, attached: bool) -> Scene:
    world = scene.world
    node = world.schematic.nodes[draw.node]
    if draw.is_data:
        return with_data(scene, draw.name, node, label_of(world.schematic, node, draw.branch))
    if draw.factor is None:
        return with_prior(scene, draw.name, node)
    return with_factor(scene, draw.name, draw.factor, draw.given, mean=draw.mean, attached=attached)


def _ancestry(objective: Objective, names: Iterable[str]) -> set[str]:
    given = {draw.name: draw.given for draw in objective.draws}
    stack, seen = list(names), set()
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack.extend(given[name])
    return seen


def _amounts(objective: Objective, term: Term, world: Tables, scene: Scene) -> Tensor:
    """What is averaged, at every point of the grid."""
    match term.body:
        case LogDensity(of=of, given=given, source=source):
            return world.score(source, scene.values[of], scene.at(given), term.learns)
        case Verdict(factor=factor, given=given, label=label, reverse=reverse):
            logit = world.judge(factor, scene.at(given), term.learns)
            return payoff(factor.attributes.loss, logit, label, reverse=reverse)
        case Divergence(estimator=Estimator.SAMPLED):
            return _ratio(world, scene, term, term.body)
        case Divergence() | Penalty():
            return torch.zeros((), dtype=torch.float64)


def _inner(scene: Scene, term: Term, body: Divergence) -> Scene:
    """A closed form averages over the inferred draw itself, whose law learns where the net does."""
    nets = {ref.net for ref in body.factor.law.nets}
    attached = bool(nets & set(term.learns))
    return with_factor(scene, body.of, body.factor, body.given, attached=attached)


def _ratio(world: Tables, scene: Scene, term: Term, body: Divergence) -> Tensor:
    """The log-ratio log q − log p at the inferred draw."""
    value = scene.values[body.of]
    log_q = world.score(body.factor, value, scene.at(body.given), term.learns)
    given = scene.at(body.prior_given) if isinstance(body.prior_source, Factor) else []
    return log_q - world.score(body.prior_source, value, given, term.learns)
