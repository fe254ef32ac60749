"""Rule 6, wake–sleep: the rule applied twice; only solid arrows learn [Hinton1995; Hu2018, eq. 14].

Wake is the rule on the schematic itself. Sleep is the same rule on the schematic with solid and
dashed exchanged. Samples carry no gradient, so a KL splits into its two log-densities at the
sample, and the half that does not learn is constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from schematic.graph import FROZEN, Factor, Parts, Schematic
from schematic.objective.draws import Pool, Values, infer, repeated_draws
from schematic.objective.match import prior_of
from schematic.objective.passes import Pass, find_passes
from schematic.objective.route import make_player
from schematic.objective.terms import Draw, LogDensity, Phase, Player, Reweighted, Term


def exchanged(schematic: Schematic) -> Schematic:
    """The schematic with solid and dashed arrows exchanged; heads and nets stay."""
    factors = [replace(f, dashed=not f.dashed) for f in schematic.factors]
    return replace(schematic, parts=Parts.of(schematic.nodes.values(), factors))


def wake_sleep_players(pool: Pool) -> tuple[Player, ...]:
    """The player of the wake phase, then that of the sleep phase."""
    wake, sleep = pool.schematic, exchanged(pool.schematic)
    halves = ((wake, Phase.WAKE), (sleep, Phase.SLEEP))
    return tuple(_player(pool, half, phase) for half, phase in halves)


def reweighted_players(pool: Pool) -> tuple[Player, ...]:
    """The same players, where wake draws k times and teaches both  [Bornschein2015, sec. 3].

    The generative arrows learn log p at the draws, each weighed by its share of the importance
    weights; the recognising ones learn log q there, and half from what sleep draws.
    """
    wake, sleep = pool.schematic, exchanged(pool.schematic)
    down, up = list[Term](), list[Term]()
    for run in find_passes(wake):
        values = infer(pool, wake, run, phase=Phase.WAKE)
        parts = tuple(_scores(wake, run, values))
        repeated = tuple(repeated_draws(pool, run, values))
        down.append(_reweighted(pool, parts, repeated, negative=False))
        up.append(_reweighted(pool, parts, repeated, negative=True))
    for run in find_passes(sleep):
        values = infer(pool, sleep, run, phase=Phase.SLEEP)
        up.extend(map(drawn, _scores(sleep, run, values)))
    halved = [replace(term, weight=term.weight / 2) for term in up]
    return (
        make_player(pool, _solid_groups(wake), down, discriminates=False),
        make_player(pool, _solid_groups(sleep), halved, discriminates=False),
    )


def _reweighted(
    pool: Pool, parts: tuple[Term, ...], repeated: tuple[Draw, ...], *, negative: bool
) -> Term:
    """The densities on one side of the weight, averaged; those that nobody trains are constant."""
    group_of = pool.schematic.group_of
    trained = [any(group_of[net] != FROZEN for net in part.body.nets) for part in parts]
    pairs = zip(parts, trained, strict=True)
    scored = tuple(part for part, learns in pairs if learns and part.negative == negative)
    samples = max(draw.factor.attributes.samples for draw in repeated if draw.factor)
    sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    return Term(Reweighted(parts, scored, repeated, samples), Fraction(1), sources=sources)


def drawn(term: Term) -> Term:
    """The term with its arrow as it is drawn: sleep scores a dashed arrow as if it were solid."""
    assert isinstance(term.body, LogDensity)
    source = term.body.source
    if not isinstance(source, Factor):
        return term
    arrow = replace(source, dashed=not source.dashed)
    readings = tuple((arrow, name) for _, name in term.readings)
    body = replace(term.body, source=arrow)
    return replace(term, body=body, sources=(arrow,), readings=readings)


def _player(pool: Pool, half: Schematic, phase: Phase) -> Player:
    terms: list[Term] = []
    for run in find_passes(half):
        values = infer(pool, half, run, phase=phase)
        scored = _scores(half, run, values)
        terms.extend(map(drawn, scored) if phase is Phase.SLEEP else scored)
    return make_player(pool, _solid_groups(half), terms, discriminates=False)


def _solid_groups(half: Schematic) -> tuple[str, ...]:
    """The groups that learn in a half."""
    solid = (group for f in half.factors if not f.dashed for group in f.law.groups)
    return tuple(dict.fromkeys(solid))


def _scores(half: Schematic, run: Pass, values: Values) -> Iterator[Term]:
    for factor in half.factors:
        if not factor.dashed and factor.child not in run.inferred:
            yield _scored(_density(factor, values))
    for name, factor in run.inferred.items():
        prior = prior_of(half, name)
        assert prior is not None  # SGM315 and SGM343 tell of nodes that nothing generates
        given = tuple(values[parent] for parent in prior.parents)
        yield _scored(LogDensity(prior.law, values[name], given, prior.source))
        yield replace(_scored(_density(factor, values)), negative=True)


def _density(factor: Factor, values: Values) -> LogDensity:
    given = tuple(values[parent] for parent in factor.parents)
    return LogDensity(factor.law, values[factor.child], given, factor)


def _scored(body: LogDensity) -> Term:
    source = body.source
    if not isinstance(source, Factor):
        return Term(body, Fraction(1), sources=(source,))
    weight, read = source.attributes.weight, ((source, "weight"),)
    return Term(body, Fraction(1), weight, sources=(source,), readings=read)
