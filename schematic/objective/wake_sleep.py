"""Rule 6, wake–sleep: the rule applied twice; only solid arrows learn [Hinton1995; Hu2018, eq. 14].

Wake is the rule on the schematic itself. Sleep is the same rule on the schematic with solid and
dashed exchanged. Samples carry no gradient, so a KL splits into its two log-densities at the
sample, and the half that does not learn is constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from schematic.graph import Factor, Parts, Schematic
from schematic.objective.draws import Pool, Values, infer
from schematic.objective.match import prior_of
from schematic.objective.passes import Pass, find_passes
from schematic.objective.route import make_player
from schematic.objective.terms import LogDensity, Phase, Player, Term


def exchanged(schematic: Schematic) -> Schematic:
    """The schematic with solid and dashed arrows exchanged; heads and nets stay."""
    factors = [replace(f, dashed=not f.dashed) for f in schematic.factors]
    return replace(schematic, parts=Parts.of(schematic.nodes.values(), factors))


def wake_sleep_players(pool: Pool) -> tuple[Player, ...]:
    """The player of the wake phase, then that of the sleep phase."""
    wake, sleep = pool.schematic, exchanged(pool.schematic)
    halves = ((wake, Phase.WAKE), (sleep, Phase.SLEEP))
    return tuple(_player(pool, half, phase) for half, phase in halves)


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
    solid = (group for f in half.factors if not f.dashed for group in f.law.groups)
    return make_player(pool, tuple(dict.fromkeys(solid)), terms, discriminates=False)


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
