"""How an inferred node meets its law, read off the drawing.

A file of `schematic/verify/matches/` defines `ORACLE`, a `Meeting`: the word of the attribute
`match`, and the expectations that the papers have for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from torch import Tensor

from schematic.graph import Factor, Schematic
from schematic.rooms import Rooms
from schematic.verify.oracles import oracle
from schematic.verify.paper.routes import dashed, games, solids
from schematic.verify.paper.runs import Part, Run, is_generated
from schematic.verify.worlds.scenes import Scene, World


@dataclass(frozen=True)
class Meeting:
    """One way in which an inferred node meets its law.

    Attributes:
        name: the word after `match =`.
        parts: a run and the dashed factor → what everyone but φ maximises for the match.
        bounds: whether log p_θ(x) is bounded by it alone (Lemma 2).
    """

    name: str
    parts: Callable[[Run, Factor], Iterable[Part]]
    bounds: bool = False


MEETINGS: Rooms[Meeting] = Rooms("schematic.verify.matches", "ORACLE", Meeting)


def meetings_of(schematic: Schematic, factor: Factor) -> tuple[tuple[float, Meeting], ...]:
    """How the child of a dashed factor meets its law: ways, and how many times each counts.

    By the sum that is written; else by the adversary where a solid red arrow leaves the node, by
    the KL where the arrow has a density, and not at all where the node has no law.
    """
    written = factor.attributes.match.parts
    if not written:
        return ((1.0, oracle(MEETINGS, _usual(schematic, factor))),)
    return tuple((part.factor, oracle(MEETINGS, part.word)) for part in written)


def meeting_parts(run: Run, factor: Factor) -> Iterator[Part]:
    """What everyone but φ maximises so that the child of a dashed factor meets its law."""
    for times, meeting in meetings_of(run.world.schematic, factor):
        for part in meeting.parts(run, factor):
            yield replace(part, scale=times * part.scale)


def bounds(schematic: Schematic, factor: Factor) -> bool:
    """Whether log p_θ(x) is bounded by how the child of a dashed factor meets its law."""
    return all(times == 1 and way.bounds for times, way in meetings_of(schematic, factor))


def game_weight(schematic: Schematic, game: Factor) -> float:
    """How many times a game counts for everyone but φ: its weight, times that of the matches."""
    weight = game.attributes.weight
    for factor in dashed(schematic):
        if factor.child in game.parents:
            weight *= factor.attributes.match.factor("adversary")
    return weight


def _usual(schematic: Schematic, factor: Factor) -> str:
    name = factor.child
    if schematic.nodes[name].law is None and not is_generated(schematic, name):
        return "nothing"
    if any(name in game.parents for game in games(schematic)):
        return "adversary"
    is_implicit = factor.hollow and not schematic.is_invertible(factor)
    return "nothing" if is_implicit else "kl"


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
