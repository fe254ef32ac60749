"""How an inferred node meets its law, read off the drawing.

A file of `schematic/verify/matches/` defines `ORACLE`, a `Meeting`: the word of the attribute
`match`, and the expectations that the papers have for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from torch import Tensor

from schematic.graph import Factor, Schematic
from schematic.rooms import Rooms
from schematic.verify.oracles import oracle
from schematic.verify.paper.routes import games, solids
from schematic.verify.paper.runs import Part, Run, is_generated
from schematic.verify.worlds.scenes import Scene, World


@dataclass(frozen=True)
class Meeting:
    """One way in which an inferred node meets its law.

    Attributes:
        name: the word after `match =`.
        parts: a run and the dashed factor → what everyone but φ maximises for the match.
        bounds: whether log p_θ(x) is bounded by it (Lemma 2).
    """

    name: str
    parts: Callable[[Run, Factor], Iterable[Part]]
    bounds: bool = False


MEETINGS: Rooms[Meeting] = Rooms("schematic.verify.matches", "ORACLE", Meeting)


def meeting_of(schematic: Schematic, factor: Factor) -> Meeting:
    """How the child of a dashed factor meets its law.

    By the word that is written; else by the adversary where a solid red arrow leaves the node, by
    the KL where the arrow has a density, and not at all where the node has no law.
    """
    return oracle(MEETINGS, factor.attributes.match or _usual(schematic, factor))


def _usual(schematic: Schematic, factor: Factor) -> str:
    name = factor.child
    if schematic.nodes[name].law is None and not is_generated(schematic, name):
        return "nothing"
    if any(name in game.parents for game in games(schematic)):
        return "adversary"
    return "nothing" if factor.hollow else "kl"


def prior_factor(schematic: Schematic, name: str) -> Factor | None:
    """The solid factor that is the prior of an inferred node without a law of its own."""
    if schematic.nodes[name].law is not None:
        return None
    return next((f for f in solids(schematic) if f.child == name), None)


def log_prior(world: World, name: str, scene: Scene) -> Tensor:
    """The log-density of a node under its law or its conditional prior, [grid…], nats."""
    factor, value = prior_factor(world.schematic, name), scene.values[name]
    if factor is None:
        return world.score(world.schematic.nodes[name], value, [])
    return world.score(factor, value, scene.at(factor.parents))


def log_ratio(world: World, factor: Factor, scene: Scene) -> Tensor:
    """The log-ratio log q(z|x) − log p(z), the mean of which is the KL, [grid…], nats."""
    value = scene.values[factor.child]
    log_q = world.score(factor, value, scene.at(factor.parents))
    return log_q - log_prior(world, factor.child, scene)
