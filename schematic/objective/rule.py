"""Schematic → Objective, by one rule.

Sample along the dashed arrows, score along the solid ones, and match every inferred node to its own
law. The rule has six parts (docs/theory.md): 1 passes, 2 reconstructions, 3 matching, 4 games, 5
reweighting by an inferred y, 6 wake–sleep. No model has a case of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from schematic.graph import Factor, Schedule, Schematic
from schematic.objective.closed import estimator_of
from schematic.objective.draws import Pool, Values, generate, infer
from schematic.objective.match import (
    Match,
    Sides,
    match_of,
    picks_data,
    prior_of,
    real_pass_first,
    sides_of,
)
from schematic.objective.passes import Pass, find_passes
from schematic.objective.route import make_player
from schematic.objective.terms import (
    Body,
    Divergence,
    LogDensity,
    Objective,
    Penalty,
    Player,
    Term,
    Verdict,
    Weigher,
    given_draws,
)
from schematic.objective.wake_sleep import wake_sleep_players
from schematic.once import once

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class World:
    """One pass in one branch of y: the draw of each node, and how its terms are weighed."""

    run: Pass
    values: Values
    branch: int | None
    weigher: Weigher | None = None


@once
def derive(schematic: Schematic) -> Objective:
    """The objective of a well-formed schematic, computed at most once for each of them.

    Args:
        schematic: it must have passed the structural checks.
    """
    pool = Pool(schematic)
    if schematic.schedule is Schedule.WAKE_SLEEP:
        players = wake_sleep_players(pool)
    else:
        players = _players(pool)
    used = _used(pool, players)
    return Objective(schematic, tuple(d for n, d in pool.draws.items() if n in used), players)


def _players(pool: Pool) -> tuple[Player, ...]:
    """The discriminators, in order of appearance, then everyone else as one player."""
    schematic = pool.schematic
    passes = find_passes(schematic)
    red = [f for f in schematic.factors if f.red and not f.attributes.degenerate]
    owners = tuple(dict.fromkeys(ref.group for factor in red for ref in factor.law.nets))
    worlds = tuple(_worlds(pool, passes))
    players = []
    for group in owners:
        games = [f for f in red if group in {ref.group for ref in f.law.nets}]
        terms = [t for game in games for t in _verdicts(pool, game, passes, worlds, reverse=False)]
        players.append(make_player(pool, (group,), terms, discriminates=True))
    others = tuple(group for group in schematic.groups if group not in owners)
    used = {ref.group for f in schematic.factors if not f.red for ref in f.law.nets}
    others = tuple(group for group in others if group in used)
    terms = [t for world in worlds for t in _scores(pool, world)]
    for game in red:
        if not game.dashed:
            terms.extend(_verdicts(pool, game, passes, worlds, reverse=True))
    if others:
        players.append(make_player(pool, others, _merged(terms), discriminates=False))
    return tuple(players)


# Rules 1 and 5: which worlds there are


def _worlds(pool: Pool, passes: Sequence[Pass]) -> Iterator[World]:
    """Every pass in every branch of y in which it happens."""
    schematic = pool.schematic
    weighers = [f for f in schematic.factors if f.red and f.dashed]
    if weighers:
        yield from _weighed_worlds(pool, passes, weighers[0])
        return
    by_data = any(picks_data(schematic, f.child) for f in schematic.factors if f.red)
    for run in passes:
        for branch in (1, 0) if by_data else (_branch(schematic, run, passes),):
            yield World(run, infer(pool, schematic, run, branch=branch), branch)


def _branch(schematic: Schematic, run: Pass, passes: Sequence[Pass]) -> int | None:
    """The value of y in which a pass happens; None where y plays no part in it.

    A pass that infers what is judged is the fake side. A pass that starts from it (VAE/GAN) is
    the real side.
    """
    games = [f for f in schematic.factors if f.red and not f.dashed]
    for game in games:
        if sides_of(schematic, game, passes) is Sides.PASSES:
            return 1 if run is real_pass_first(schematic, passes)[0] else 0
    judged = {name for game in games for name in game.parents}
    if not games:
        return None
    return 0 if judged & run.inferred.keys() else 1


def _weighed_worlds(pool: Pool, passes: Sequence[Pass], red: Factor) -> Iterator[World]:
    """Rule 5: real and generated draws of what y is inferred from, half each."""
    for run in passes:
        values = infer(pool, pool.schematic, run, branch=1)
        given = tuple(values[name] for name in red.parents)
        if red.attributes.degenerate:
            yield World(run, values, 1)
            continue
        yield World(run, values, 1, Weigher(red, given))
        generated = generate(pool, red.parents)
        given = tuple(generated[name] for name in red.parents)
        values = infer(pool, pool.schematic, run, branch=0, instead=generated)
        yield World(run, values, 0, Weigher(red, given))


# Rules 2 and 3: what a world scores


def _scores(pool: Pool, world: World) -> Iterator[Term]:
    """The reconstructions and the divergences of one world."""
    schematic, values = pool.schematic, world.values
    for factor in schematic.factors:
        if factor.dashed or factor.red or factor.child in world.run.inferred:
            continue
        if all(name in values for name in (factor.child, *factor.parents)):
            given = tuple(values[parent] for parent in factor.parents)
            body = LogDensity(factor.law, values[factor.child], given, factor)
            yield _term(world, body, factor.attributes.weight)
    for name, factor in world.run.inferred.items():
        if name in values and match_of(schematic, factor) is Match.KL:
            beta = factor.attributes.beta
            yield _term(world, _divergence(pool, factor, world), beta)


def _divergence(pool: Pool, factor: Factor, world: World) -> Divergence:
    prior = prior_of(pool.schematic, factor.child)
    assert prior is not None
    return Divergence(
        of=world.values[factor.child],
        factor=factor,
        given=tuple(world.values[parent] for parent in factor.parents),
        prior=prior.law,
        prior_given=tuple(world.values[parent] for parent in prior.parents),
        prior_source=prior.source,
        estimator=estimator_of(factor, prior, world.run),
    )


def _term(world: World, body: Body, scale: float) -> Term:
    weight = Fraction(1) if world.branch is None else HALF
    return Term(body, weight, scale, world.branch, world.weigher)


def _merged(terms: Sequence[Term]) -> list[Term]:
    """Equal terms of both branches of y are one term that y plays no part in."""
    merged: dict[tuple[object, ...], Term] = {}
    for term in terms:
        key = (term.body, term.scale, term.weigher)
        before = merged.get(key)
        if before is None:
            merged[key] = term
        elif before.branch is not None and before.branch != term.branch:
            merged[key] = replace(before, weight=before.weight + term.weight, branch=None)
    return list(merged.values())


# Rule 4: the games


def _verdicts(
    pool: Pool,
    game: Factor,
    passes: Sequence[Pass],
    worlds: Sequence[World],
    *,
    reverse: bool,
) -> Iterator[Term]:
    """What one red factor adds: log q for its own player, log qʳ for everyone else."""
    scale = game.attributes.weight if reverse else 1.0
    real, fakes = _judged(pool, game, passes, worlds)
    for label, given in ((1, real), *((0, fake) for fake in fakes)):
        share = HALF / (len(fakes) if label == 0 else 1)
        yield Term(Verdict(game, given, label, reverse), share, scale, label)
    if game.attributes.penalty and not reverse:
        for fake in fakes:
            body = Penalty(game, real, fake)
            yield Term(body, HALF / len(fakes), game.attributes.penalty, None)


def _judged(
    pool: Pool, game: Factor, passes: Sequence[Pass], worlds: Sequence[World]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The real draws that a discriminator judges, and each of the fake ones."""

    def judged(values: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(values[name] for name in game.parents)

    by_branch = {branch: [w for w in worlds if w.branch == branch] for branch in (0, 1)}
    if game.dashed or sides_of(pool.schematic, game, passes) is not Sides.LAW:
        return judged(by_branch[1][0].values), (judged(by_branch[0][0].values),)
    nodes = pool.schematic.nodes
    laws = {name: pool.from_law(nodes[name], None, None) for name in game.parents}
    fakes = (w for w in worlds if set(game.parents) & w.run.inferred.keys())
    return judged(laws), tuple(dict.fromkeys(judged(w.values) for w in fakes))


def _used(pool: Pool, players: Sequence[Player]) -> set[str]:
    """The draws that some term needs, with all that they are made from."""
    terms = [t for p in players for t in p.terms]
    stack = [name for term in terms for name in given_draws(term.body)]
    stack += [term.body.of for term in terms if isinstance(term.body, Divergence)]
    stack += [name for term in terms if term.weigher for name in term.weigher.given]
    used: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in used:
            used.add(name)
            stack.extend(pool.draws[name].given)
    return used
