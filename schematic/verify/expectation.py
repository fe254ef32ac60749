"""Objective → its expectation: the derived terms, enumerated in a world of tables.

Nothing is decided here. Which draws a term reads, what weighs it, which nets learn and through
which draws a gradient passes is what the objective says, so that a wrong objective gives a wrong
number or a wrong gradient. How the body of a term is enumerated stands in a file of
`schematic/verify/terms/`, one for each kind, which defines `ORACLE`, a `TermOracle`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

from schematic.graph import Schematic
from schematic.objective.terms import Draw, Objective, Player, Term, Weigher
from schematic.rooms import Rooms
from schematic.verify.oracles import oracle
from schematic.verify.worlds.scenes import (
    Scene,
    empty,
    label_of,
    with_data,
    with_factor,
    with_marginals,
    with_prior,
    with_rows,
)
from schematic.verify.worlds.tables import Tables

B = TypeVar("B")


@dataclass(frozen=True)
class TermOracle(Generic[B]):
    """How the body of one kind of term is enumerated.

    Attributes:
        name: the kind.
        reads: a body → the draws whose values it reads.
        enumerate: the tables, a scene of these draws, the body and its term, which says which nets
            learn → a scene (with more draws, where the body averages over them itself) and
            amounts at its points, [grid…], in nats.
        off_tables: why the kind has no value on tables, or nothing.
        source: where the kind stands in print, for what is said of it alone.
        off_lattice: a body and its schematic → why the mean over a lattice of
            noise is not its expectation, or nothing.
        whole: a body → the nodes over whose values its closed form averages exactly.
        noise: a body → the names of further uniform base noise that it takes, one number an
            example.
    """

    name: str
    reads: Callable[[B], tuple[str, ...]]
    enumerate: Callable[[Tables, Scene, B, Term], tuple[Scene, Tensor]]
    off_tables: str = ""
    source: str = ""
    off_lattice: Callable[[B, Schematic], str] = lambda body, schematic: ""
    whole: Callable[[B], tuple[str, ...]] = lambda body: ()
    noise: Callable[[B], tuple[str, ...]] = lambda body: ()


TERM_ORACLES: Rooms[TermOracle[Any]] = Rooms("schematic.verify.terms", "ORACLE", TermOracle)


def term_oracle(body: object) -> TermOracle[Any]:
    """How a body is enumerated.

    Raises:
        MissingOracleError: there is no file for its kind.
    """
    return oracle(TERM_ORACLES, type(body).__name__)


def derived(objective: Objective, player: Player, world: Tables) -> Tensor:
    """What a player maximises in nats, without the terms that have no value on tables."""
    return total(objective, player.terms, world)


def total(objective: Objective, terms: Iterable[Term], world: Tables) -> Tensor:
    """The sum of the expectations of some terms, in nats."""
    zero = torch.zeros((), dtype=torch.float64)
    on_tables = (term for term in terms if not term_oracle(term.body).off_tables)
    return sum((_expectation(objective, term, world) for term in on_tables), zero)


def _expectation(objective: Objective, term: Term, world: Tables) -> Tensor:
    scene, meant = with_rows(_scene(objective, term, world), term.rows)
    scene, amounts = term_oracle(term.body).enumerate(world, scene, term.body, term)
    if term.weigher is not None:
        amounts = amounts * _weights(world, scene, term.weigher)
    return term.sign * float(term.weight) * term.scale * scene.mean(meant * amounts)


def _weights(world: Tables, scene: Scene, weigher: Weigher) -> Tensor:
    """The weight of each point, without gradient; over a batch, one that is large enough."""
    logit = world.judge(weigher.factor, scene.at(weigher.given)).detach()
    if not weigher.over_batch:
        return torch.sigmoid(logit)
    return logit.exp() / scene.mean(logit.exp()).detach()


def _scene(objective: Objective, term: Term, world: Tables) -> Scene:
    """The joint distribution of the draws that a term reads, with all that they are made from."""
    read = term_oracle(term.body).reads(term.body)
    weighed = term.weigher.given if term.weigher else ()
    draws = {draw.name: draw for draw in objective.draws}
    attached = _attached(draws, term, read)
    return _sampled(draws, (*read, *weighed), attached, world)


def _sampled(
    draws: dict[str, Draw], names: Iterable[str], attached: Collection[str], world: Tables
) -> Scene:
    """Some draws, with all that they are made from; each permuted one apart from its own."""
    apart = {name for name in draws if draws[name].is_shuffled}
    found = tuple(names)
    needed = _behind(draws, [n for n in found if n not in apart], stop=()) | apart.intersection(
        found
    )
    scene = empty(world)
    for draw in draws.values():
        if draw.name in needed and draw.is_shuffled:
            (of,) = draw.given
            scene = with_marginals(scene, draw.name, of, _sampled(draws, (of,), (), world))
        elif draw.name in needed:
            scene = _drawn(scene, draw, attached=draw.name in attached)
    return scene


def _attached(draws: dict[str, Draw], term: Term, read: Iterable[str]) -> set[str]:
    """The draws whose probabilities keep a gradient.

    They are those that the term goes through or weighs by its value, and what these are made from,
    back to draws that are held fixed: detached ones, and others that the term reads.
    """
    if term.weigher and term.weigher.over_batch:
        return set()  # probabilities would move with the weights, which are held
    moved = (*term.through, *term.by_value)
    held = {name for name in read if name not in moved}
    held |= {draw.name for draw in draws.values() if draw.detached and draw.name not in read}
    return _behind(draws, moved, stop=held)


def _behind(draws: dict[str, Draw], names: Iterable[str], stop: Collection[str]) -> set[str]:
    """Some draws and all that they are made from, without what lies at and behind `stop`."""
    stack, seen = list(names), set[str]()
    while stack:
        name = stack.pop()
        if name not in seen and name not in stop:
            seen.add(name)
            stack.extend(draws[name].given)
    return seen


def _drawn(scene: Scene, draw: Draw, *, attached: bool) -> Scene:
    node = scene.world.schematic.nodes[draw.node]
    if draw.is_data:
        return with_data(scene, draw.name, node, label_of(scene.world.schematic, node, draw.branch))
    if draw.factor is None:
        return with_prior(scene, draw.name, node)
    return with_factor(scene, draw.name, draw.factor, draw.given, mean=draw.mean, attached=attached)
