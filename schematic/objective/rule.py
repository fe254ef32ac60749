"""Schematic → Objective, by one rule.

Sample along the dashed arrows, score along the solid ones, and match every inferred node to its own
law. The rule has six parts (docs/theory.md): 1 passes, 2 reconstructions, 3 matching, 4 games, 5
reweighting by an inferred y, 6 wake–sleep. No model has a case of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from schematic.graph import Factor, Schedule, Schematic
from schematic.graph.required import require_schematic
from schematic.objective.bound import asking, bound_of
from schematic.objective.draws import Pool
from schematic.objective.game_sides import Sides, real_pass_first, sides_of
from schematic.objective.lineage import lineage
from schematic.objective.match import adversary_factor, chosen, meeting_of
from schematic.objective.passes import find_passes
from schematic.objective.reconstruction import reconstruction
from schematic.objective.route import make_player
from schematic.objective.summed import summed_out
from schematic.objective.terms import (
    Body,
    Contrast,
    Draw,
    LogDensity,
    Objective,
    Penalty,
    Player,
    Reading,
    Term,
    Verdict,
    Weigher,
)
from schematic.objective.terms.mixture import Mixture
from schematic.objective.wake_sleep import reweighted_players, wake_sleep_players
from schematic.objective.worlds import World, worlds_of
from schematic.once import once
from schematic.prices import PRICES
from schematic.prices._price import PairPrice

HALF = Fraction(1, 2)
ONE = Fraction(1)

Judged = tuple[str, ...]
"""The draws of the nodes that a game judges."""


def derive(schematic: Schematic) -> Objective:
    """What each player maximises, and where gradients flow; computed once for each schematic.

    Args:
        schematic: from `schematic.load` or `schematic.parse`, or one that passes the structural
            checks.

    Returns:
        The objective, symbolic: `print` shows it, and `.latex()` writes it for a paper.

    Raises:
        SchematicError: it is not a schematic (SGM662).

    Example:
        >>> objective = schematic.derive(schematic.load("gan"))
        >>> print(objective)
        GAN · Goodfellow et al., 2014
        ...
        >>> [player.name for player in objective.players]
        ['phi', 'theta']
    """
    require_schematic("derive", schematic)
    return _derive(schematic)


@once
def _derive(schematic: Schematic) -> Objective:
    pool = Pool(schematic)
    if schematic.schedule is Schedule.WAKE_SLEEP:
        players = wake_sleep_players(pool)
    elif schematic.schedule is Schedule.REWEIGHTED:
        players = reweighted_players(pool)
    else:
        players = _players(pool)
    return Objective(schematic, _used(pool, players), players)


def _players(pool: Pool) -> tuple[Player, ...]:
    """The discriminators, in order of appearance, then everyone else as one player."""
    schematic = pool.schematic
    worlds = worlds_of(pool)
    red = [f for f in schematic.factors if f.red and not f.attributes.degenerate]
    owners: dict[str, list[Factor]] = {}
    for factor in red:
        for group in factor.law.groups:
            owners.setdefault(group, []).append(factor)
    players = []
    for group, games in owners.items():
        terms = [t for game in games for t in _stakes(pool, game, worlds, reverse=False)]
        player = make_player(pool, (group,), terms, discriminates=True)
        steps = max(game.attributes.steps for game in games)
        players.append(replace(player, clips=_clips(games), steps=steps))
    others = tuple(group for group in schematic.groups if group not in owners)
    used = {group for f in schematic.factors if not f.red for group in f.law.groups}
    others = tuple(group for group in others if group in used)
    scored = (term for world in worlds for term in _scores(pool, world))
    terms = [_free_of_y(pool, term, worlds) for term in scored]
    for game in red:
        if not game.dashed:
            terms.extend(_stakes(pool, game, worlds, reverse=True))
    if others:
        players.append(make_player(pool, others, _merged(terms), discriminates=False))
    return tuple(players)


def _clips(games: Iterable[Factor]) -> tuple[tuple[str, float], ...]:
    """The nets of some red arrows whose weights are clipped, each with its bound."""
    clipped = [game for game in games if game.attributes.clip]
    pairs = ((ref.net, f.attributes.clip) for f in clipped for ref in f.law.nets)
    return tuple(dict.fromkeys(pairs))


# Rules 2 and 3: what a world scores


def _scores(pool: Pool, world: World) -> Iterable[Term]:
    """The reconstructions of one world, and what matches its inferred nodes, put together."""
    terms = (*_reconstructions(pool, world), *_matchings(pool, world))
    weighed = summed_out(pool, world, [_in_world(world, term) for term in terms])
    return bound_of(world.run).collect(pool, world, tuple(weighed))


def _reconstructions(pool: Pool, world: World) -> Iterator[Term]:
    for factor in pool.schematic.factors:
        if factor.dashed or factor.red or pool.schematic.is_invertible(factor):
            continue
        if world.scores(pool.schematic, factor):
            yield reconstruction(pool, factor, world.values)


def _matchings(pool: Pool, world: World) -> Iterator[Term]:
    for factor in world.run.inferred.values():
        meeting = meeting_of(pool.schematic, factor)
        if meeting and world.matches(meeting):
            for match, times in chosen(meeting):
                for term in match.terms(pool, world, meeting):
                    yield replace(term, scale=term.scale * times)


def _in_world(world: World, term: Term) -> Term:
    """A term as it counts in a world: in its branch of y and its rows, weighed as they look."""
    weight = term.weight if world.branch is None else term.weight * HALF
    rows = world.run.rows
    return replace(term, weight=weight, branch=world.branch, weigher=world.weigher, rows=rows)


def _free_of_y(pool: Pool, term: Term, worlds: Sequence[World]) -> Term:
    """A density of data given data that are the same in all worlds belongs to no branch of y."""
    if term.branch is None or term.weigher or not isinstance(term.body, LogDensity | Mixture):
        return term
    draws = [pool.draws[name] for name in term.body.reads]
    is_free = all(draw.is_data for draw in draws) and all(
        world.values.get(draw.node) == draw.name for world in worlds for draw in draws
    )
    return replace(term, weight=ONE, branch=None) if is_free else term


def _merged(terms: Sequence[Term]) -> list[Term]:
    """The terms, where two equal ones of both branches of y become one that belongs to neither."""
    merged: dict[tuple[object, ...], Term] = {}
    for term in terms:
        key = (term.body, term.scale, term.weigher, term.rows)
        before = merged.get(key)
        if before is None:
            merged[key] = term
        elif before.branch is not None and before.branch != term.branch:
            merged[key] = replace(before, weight=before.weight + term.weight, branch=None)
    return _of_more_rows(list(merged.values()))


def _of_more_rows(terms: Sequence[Term]) -> list[Term]:
    """The terms, where equal ones of rows that differ in one node become one of all of these."""
    if not any(term.rows for term in terms):
        return list(terms)
    merged: list[Term] = []
    for term in terms:
        found = ((at, _joined(other, term)) for at, other in enumerate(merged))
        at, joined = next(((at, j) for at, j in found if j is not None), (len(merged), term))
        merged[at : at + 1] = [joined]
    return merged if len(merged) == len(terms) else _of_more_rows(merged)


def _joined(one: Term, other: Term) -> Term | None:
    """One term for two equal ones, of the rows in which a node is seen and of the others."""
    differ = set(one.rows) ^ set(other.rows)
    if len(differ) != 2 or len({name for name, _ in differ}) != 1:
        return None
    rows = tuple(row for row in one.rows if row not in differ)
    whole = replace(one, rows=rows)
    return whole if whole == replace(other, rows=rows) else None


# Rule 4: the games


def _stakes(pool: Pool, red: Factor, worlds: Sequence[World], *, reverse: bool) -> Iterable[Term]:
    """What one red factor adds: a game's verdicts, or what is predicted where there is no game."""
    if red in pool.schematic.predictions:
        return _merged(list(_predicted(pool, red, worlds, reverse=reverse)))
    return _verdicts(pool, red, worlds, reverse=reverse)


def _predicted(
    pool: Pool, red: Factor, worlds: Sequence[World], *, reverse: bool
) -> Iterator[Term]:
    """Log q of a child that is no indicator, wherever it is: φ maximises it, the others do not."""
    names = ("weight",) if reverse else ("clip", "steps")
    read = tuple((red, name) for name in names)
    scale = red.attributes.weight if reverse else 1.0
    for world in worlds:
        if world.predicts(pool.schematic, red):
            given = tuple(world.values[parent] for parent in red.parents)
            body = LogDensity(red.law, world.values[red.child], given, red)
            term = Term(body, ONE, scale, sources=(red,), readings=read, negative=reverse)
            weighed = world if reverse else world._replace(weigher=None)
            yield _free_of_y(pool, _in_world(weighed, term), worlds)


def _verdicts(
    pool: Pool, game: Factor, worlds: Sequence[World], *, reverse: bool
) -> Iterator[Term]:
    """What one red factor adds: log q for its own player, log qʳ for everyone else."""
    sides = _judged(pool, game, worlds)
    names = ("loss", "real", "weight") if reverse else ("loss", "real", "clip", "steps")
    told = tuple((game, name) for name in names)
    scale = game.attributes.weight * adversary_factor(pool.schematic, game) if reverse else 1.0
    weighed = _weighed_sides(game, worlds) if reverse else {}
    for body, share, label in _bodies(game, sides, reverse=reverse):
        weigher, more = weighed.get(body.reads if label == 0 else (), (None, ()))
        read = (*told, *more)
        yield Term(body, share, scale, label, weigher, sources=(game,), readings=read)
    if game.attributes.penalty and not reverse:
        for real, fake in sides:
            read = ((game, "penalty"),)
            share, scale = HALF / len(sides), game.attributes.penalty
            yield Term(Penalty(game, real, fake), share, scale, sources=(game,), readings=read)


def _weighed_sides(
    game: Factor, worlds: Sequence[World]
) -> Mapping[Judged, tuple[Weigher, tuple[Reading, ...]]]:
    """The fake draws of a game that have weights: their weigher, and the arrows that ask for it."""
    found: dict[Judged, tuple[Weigher, tuple[Reading, ...]]] = {}
    for world in worlds:
        if world.weigher and all(name in world.values for name in game.parents):
            given = tuple(dict.fromkeys(world.values[name] for name in game.parents))
            found[given] = world.weigher, tuple((f, "bound") for f in asking(world.run))
    return found


def _bodies(
    game: Factor, sides: Sequence[tuple[Judged, Judged]], *, reverse: bool
) -> Iterator[tuple[Body, Fraction, int | None]]:
    """What is said of each side, with its share of p(y) and its y; of pairs, which have no y."""
    price = PRICES[game.attributes.loss]
    if isinstance(price, PairPrice):
        for real, fake in sides:
            yield Contrast(game, price, real, fake, reverse), ONE / len(sides), None
        return
    reals, fakes = (tuple(dict.fromkeys(side)) for side in zip(*sides, strict=True))
    for label, side in ((1, reals), (0, fakes)):
        for given in side:
            yield Verdict(game, given, label, reverse), HALF / len(side), label


def _judged(pool: Pool, game: Factor, worlds: Sequence[World]) -> tuple[tuple[Judged, Judged], ...]:
    """The draws that a discriminator judges: each fake side, with the real one before it."""

    def judged(values: Mapping[str, str]) -> Judged:
        return tuple(values[name] for name in game.parents)

    if game.dashed:
        real, fake = (
            next(w.weigher.given for w in worlds if w.weigher and w.branch == branch)
            for branch in (1, 0)
        )
        return ((real, fake),)
    passes = find_passes(pool.schematic)
    sides = sides_of(pool.schematic, game, passes)
    if sides not in (Sides.LAW, Sides.MARGINALS):
        picked = (
            real_pass_first(pool.schematic, passes) if sides is Sides.PASSES else passes[:1] * 2
        )
        drawn = {(world.run.starts, world.branch): world.values for world in reversed(worlds)}
        return ((judged(drawn[picked[0].starts, 1]), judged(drawn[picked[1].starts, 0])),)
    inferring = (w for w in worlds if set(game.parents) & w.run.inferred.keys())
    fakes = tuple(dict.fromkeys(judged(w.values) for w in inferring))
    if sides is Sides.MARGINALS:
        return tuple((tuple(pool.marginals(game, of) for of in fake), fake) for fake in fakes)
    nodes = pool.schematic.nodes
    laws = {name: pool.from_law(nodes[name], None, None) for name in game.parents}
    return tuple((judged(laws), fake) for fake in fakes)


def _used(pool: Pool, players: Sequence[Player]) -> tuple[Draw, ...]:
    """The draws that some term needs, with all that they are made from, in sampling order."""
    terms = [t for p in players for t in p.terms]
    needed = [name for term in terms for name in term.body.needs]
    needed += [name for term in terms if term.weigher for name in term.weigher.given]
    needed += [name for term in terms for name, _ in term.rows]
    used = {draw.name for draw in lineage(pool.draws, needed)}
    return tuple(draw for name, draw in pool.draws.items() if name in used)
