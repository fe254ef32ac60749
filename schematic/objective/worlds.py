"""Schematic → worlds: every pass in every branch of y in which it happens (rules 1, 4 and 5).

A world gives each node one draw. Where no pass draws the judged nodes of a game from their own
laws, the real side is one more pass, in which the dashed arrows into them are cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from schematic.graph import Factor, Parts, Schematic
from schematic.objective.bound import bound_of
from schematic.objective.draws import Pool, Values, generate, infer
from schematic.objective.game_sides import (
    Sides,
    data_pickers,
    games_of,
    real_pass_first,
    sides_of,
    unseen_games,
)
from schematic.objective.match import Meeting
from schematic.objective.passes import Pass, find_passes
from schematic.objective.terms import Weigher


class World(NamedTuple):
    """One pass in one branch of y: the draw of each node, and how its terms are weighed.

    Attributes:
        run: the pass.
        values: the draw that stands for each node.
        branch: the value of y, or None where y plays no part.
        weigher: the weight of each example, given by a dashed red arrow or the bound of the pass,
            or None for 1.
        judged: in one more pass for the real side of games, the nodes that these judge.
        cut: those of them whose dashed arrow is cut in it.
    """

    run: Pass
    values: Values
    branch: int | None
    weigher: Weigher | None = None
    judged: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()

    def scores(self, schematic: Schematic, factor: Factor) -> bool:
        """Whether a solid arrow is scored here: its child is a root, and its nodes are there.

        In one more pass for a real side it must touch a judged node, and its child and every
        judged node that it touches must be data: the rest of that pass is the other passes' again.
        """
        names = {factor.child, *factor.parents}
        if factor.child in self.run.inferred or not names <= self.values.keys():
            return False
        touched = self.judged & names
        is_real = all(schematic.nodes[name].is_data for name in (*touched, factor.child))
        return not self.judged or (bool(touched) and is_real)

    def predicts(self, schematic: Schematic, factor: Factor) -> bool:
        """Whether an adversarial prediction is made here: its nodes are there, inferred or not.

        In one more pass for a real side it must touch a judged node, and its child and every
        judged node that it touches must be data, as for any solid arrow.
        """
        names = {factor.child, *factor.parents}
        touched = self.judged & names
        is_real = all(schematic.nodes[name].is_data for name in (*touched, factor.child))
        is_new = not self.judged or (bool(touched) and is_real)
        return names <= self.values.keys() and is_new

    def matches(self, meeting: Meeting) -> bool:
        """Whether an inferred node meets its law here: it has a draw, and so has what they read.

        In one more pass for a real side it must be inferred from nodes that were cut, and these
        must be data: else its draw is that of the other passes, or a prior's.
        """
        name, nodes = meeting.factor.child, meeting.schematic.nodes
        are_there = {name, *meeting.prior.parents} <= self.values.keys()
        if not (are_there and self.judged):
            return are_there
        behind = self.cut & ancestors(self.run.inferred, name)
        return bool(behind) and all(nodes[node].is_data for node in behind)


def worlds_of(pool: Pool) -> tuple[World, ...]:
    """The worlds of a schematic that steps together."""
    passes = find_passes(pool.schematic)
    weighers = [f for f in pool.schematic.factors if f.red and f.dashed]
    if weighers:
        return tuple(_weighed(pool, passes, weighers[0]))
    return (*_plain(pool, passes), *_real(pool, passes))


def _plain(pool: Pool, passes: Sequence[Pass]) -> Iterator[World]:
    schematic = pool.schematic
    pickers = data_pickers(schematic)
    by_data = any(game.child in pickers for game in games_of(schematic))
    for run in passes:
        for branch in (1, 0) if by_data else (_branch(schematic, run, passes),):
            values = infer(pool, schematic, run, branch=branch)
            yield World(run, values, branch, bound_of(run).weigher(schematic, run, values))


def _branch(schematic: Schematic, run: Pass, passes: Sequence[Pass]) -> int | None:
    """The value of y in which a pass happens; None where y plays no part in it.

    A pass that infers what is judged is the fake side. A pass that starts from it (VAE/GAN) is
    the real side.
    """
    games = games_of(schematic)
    for game in games:
        if sides_of(schematic, game, passes) is Sides.PASSES:
            return 1 if run is real_pass_first(schematic, passes)[0] else 0
    judged = {name for game in games for name in game.parents}
    if not games:
        return None
    return 0 if judged & run.inferred.keys() else 1


def _real(pool: Pool, passes: Sequence[Pass]) -> Iterator[World]:
    """One more pass for the real side of the games that have none, with judged nodes cut."""
    schematic = pool.schematic
    games = tuple(unseen_games(schematic, passes))
    judged = frozenset(name for game in games for name in game.parents)
    cut = judged & schematic.dashed_into.keys()
    if not games:
        return
    factors = (f for f in schematic.factors if f.red or not f.dashed or f.child not in cut)
    without = replace(schematic, parts=Parts.of(schematic.nodes.values(), factors))
    for run in find_passes(without):
        yield World(run, infer(pool, schematic, run, branch=1), 1, judged=judged, cut=cut)


def _weighed(pool: Pool, passes: Sequence[Pass], red: Factor) -> Iterator[World]:
    """Rule 5: real and generated draws of what y is inferred from, half each.

    In the generated half, data nodes that generation does not read are missing: they belong to
    real examples. A partly observed node is seen in all of it, or missing in all of it.
    """
    nodes = pool.schematic.nodes
    for run in passes:
        values = infer(pool, pool.schematic, run, branch=1)
        if red.attributes.degenerate:
            yield World(run, values, 1)
            continue
        yield World(run, values, 1, Weigher(red, tuple(values[n] for n in red.parents)))
        generated = generate(pool, red.parents)
        if any(seen is not (name in generated) for name, seen in run.rows):
            continue
        given = tuple(generated[name] for name in red.parents)
        roots = (n for n in generated if nodes[n].is_data and n not in run.inferred)
        instead = {name: generated[name] for name in roots}
        unrelated = {n.name for n in nodes.values() if n.is_data} - instead.keys()
        values = infer(pool, pool.schematic, run, branch=0, instead=instead, missing=unrelated)
        yield World(replace(run, rows=()), values, 0, Weigher(red, given))


def ancestors(inferred: Mapping[str, Factor], name: str) -> set[str]:
    """The nodes from which a node is inferred, at first or at second hand."""
    stack, found = [name], set[str]()
    while stack:
        factor = inferred.get(stack.pop())
        for parent in factor.parents if factor else ():
            if parent not in found:
                found.add(parent)
                stack.append(parent)
    return found
