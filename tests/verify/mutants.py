"""Wrong objectives: what `verify` must refuse.

A mutant is a function from an objective to objectives that are each wrong in one place.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from schematic.graph import Distribution
from schematic.objective.terms import (
    Contrast,
    Divergence,
    Draw,
    FeatureDensity,
    LogDensity,
    Objective,
    Origin,
    Phase,
    Player,
    Reweighted,
    Term,
    Verdict,
)
from schematic.objective.terms.mixture import Mixture

Mutant = Callable[[Objective], Iterable[Objective]]
Change = Callable[[Objective, Player, Term], Iterable[tuple[Term, ...]]]


def _players(objective: Objective, players: Iterable[Player]) -> Objective:
    return replace(objective, players=tuple(players))


def each_term(change: Change) -> Mutant:
    """A mutant that changes one term in each way in which it can be changed."""

    def mutate(objective: Objective) -> Iterator[Objective]:
        for at, player in enumerate(objective.players):
            for place, term in enumerate(player.terms):
                for instead in change(objective, player, term):
                    terms = (*player.terms[:place], *instead, *player.terms[place + 1 :])
                    changed = replace(player, terms=terms)
                    others = objective.players
                    yield _players(objective, (*others[:at], changed, *others[at + 1 :]))

    return mutate


def _sign(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    yield (replace(term, scale=-term.scale),)


def _dropped(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    yield ()


def _twice(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    yield (replace(term, weight=term.weight * 2),)


def _label(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    if isinstance(term.body, Verdict):
        yield (replace(term, body=replace(term.body, label=1 - term.body.label)),)
    if isinstance(term.body, Contrast):
        yield (replace(term, body=replace(term.body, real=term.body.fake, fake=term.body.real)),)


def _reverse(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    if isinstance(term.body, Verdict | Contrast):
        yield (replace(term, body=replace(term.body, reverse=not term.body.reverse)),)


def _reached(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """A missing detach: gradient through every draw that some net made."""
    made = [n for n in term.body.reads if _is_made(objective, n)]
    if set(made) - set(term.through):
        yield (replace(term, through=tuple(made)),)


def _is_made(objective: Objective, name: str) -> bool:
    draw = objective.draw(name)
    return draw.factor is not None and not draw.detached


def _cut(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    for name in term.through:
        yield (replace(term, through=tuple(n for n in term.through if n != name)),)


def _idle(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    for name in term.learns:
        yield (replace(term, learns=tuple(n for n in term.learns if n != name)),)


def _unweighed(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    if term.weigher:
        yield (replace(term, weigher=None),)


def _misweighed(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """The weight of the other half."""
    if term.weigher:
        others = {t.weigher for t in player.terms if t.weigher} - {term.weigher}
        for other in others:
            yield (replace(term, weigher=other),)


def _twins(objective: Objective, name: str) -> list[str]:
    """The other draws of the same node."""
    node = objective.draw(name).node
    return [d.name for d in objective.draws if d.node == node and d.name != name]


def _wrong_given(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    body = term.body
    if isinstance(body, LogDensity | Verdict):
        for at, name in enumerate(body.given):
            for twin in _twins(objective, name):
                given = (*body.given[:at], twin, *body.given[at + 1 :])
                through = tuple(twin if n == name else n for n in term.through)
                yield (replace(term, body=replace(body, given=given), through=through),)


def _wrong_value(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    if isinstance(term.body, LogDensity):
        for twin in _twins(objective, term.body.of):
            yield (replace(term, body=replace(term.body, of=twin)),)
    if isinstance(term.body, FeatureDensity):
        for twin in set(_twins(objective, term.body.of)) - {term.body.predicted}:
            yield (replace(term, body=replace(term.body, of=twin)),)
            through = tuple(twin if n == term.body.predicted else n for n in term.through)
            yield (replace(term, body=replace(term.body, predicted=twin), through=through),)


def _features_learn(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """The net that gives the features learns from them."""
    for net in term.body.held:
        yield (replace(term, learns=(*term.learns, net)),)


def _raw_values(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """Values are compared as they are, and not by their features."""
    body = term.body
    if isinstance(body, FeatureDensity):
        raw = LogDensity(body.factor.law, body.of, body.given, body.factor)
        learns = tuple(ref.net for ref in body.factor.law.nets)
        through = tuple(n for n in body.given if objective.draw(n).factor is not None)
        yield (replace(term, body=raw, learns=learns, through=through),)


def _equal_shares(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """The draws of an example count alike."""
    body = term.body
    if isinstance(body, Reweighted):
        yield (replace(term, body=replace(body, parts=body.scored)),)


def _other_side(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """A weight without the densities below its line."""
    body = term.body
    if isinstance(body, Reweighted):
        kept = tuple(part for part in body.parts if part in body.scored or not part.negative)
        if kept != body.parts:
            yield (replace(term, body=replace(body, parts=kept)),)


def _kl_of_another(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """A posterior given the wrong draw."""
    if isinstance(term.body, Divergence):
        for at, name in enumerate(term.body.given):
            for twin in _twins(objective, name):
                given = (*term.body.given[:at], twin, *term.body.given[at + 1 :])
                yield (replace(term, body=replace(term.body, given=given)),)


def _wrong_rows(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """The examples of the other pass, and all of them."""
    if term.rows:
        yield (replace(term, rows=tuple((name, not seen) for name, seen in term.rows)),)
        yield (replace(term, rows=()),)


def _less_mixed(objective: Objective, player: Player, term: Term) -> Iterator[tuple[Term, ...]]:
    """A child of a node that is summed out is left out, or has a mixture of its own."""
    body = term.body
    if isinstance(body, Mixture):
        alone = [replace(term, body=replace(body, parts=(part,))) for part in body.parts]
        if len(alone) > 1:
            yield tuple(alone)
            yield from ((one,) for one in alone)
        for part in body.parts:
            yield (replace(term, body=part.body),)


def exchanged_sides(objective: Objective) -> Iterator[Objective]:
    """Each discriminator takes real for fake and fake for real."""
    for at, player in enumerate(objective.players):
        bodies = [term.body for term in player.terms]
        verdicts = [body for body in bodies if isinstance(body, Verdict)]
        if len(verdicts) < len(bodies) or not player.discriminates:
            continue
        terms = [
            replace(term, body=replace(body, label=1 - body.label))
            for term, body in zip(player.terms, verdicts, strict=True)
        ]
        changed = replace(player, terms=tuple(terms))
        others = objective.players
        yield _players(objective, (*others[:at], changed, *others[at + 1 :]))


def rescaled(objective: Objective) -> Iterator[Objective]:
    """The division by the probability of y is left out, or made where it should not be."""
    for at, player in enumerate(objective.players):
        terms = tuple(replace(term, weight=term.weight / 2) for term in player.terms)
        others = objective.players
        changed = replace(player, terms=terms)
        yield _players(objective, (*others[:at], changed, *others[at + 1 :]))


def prior_for_posterior(objective: Objective) -> Iterator[Objective]:
    """A code is drawn from its prior where it should be inferred."""
    nodes = objective.schematic.nodes
    for draw in objective.draws:
        law = nodes[draw.node].law
        if draw.origin is Origin.INFERRED and isinstance(law, Distribution):
            prior = Draw(draw.name, draw.node, Origin.LAW, law, None, detached=True)
            yield _with_draw(objective, draw, prior)


def posterior_for_prior(objective: Objective) -> Iterator[Objective]:
    """What is generated comes from an inferred code where it should come from the prior."""
    for draw in objective.draws:
        if draw.origin is Origin.GENERATED or draw.phase is Phase.SLEEP:
            earlier = _before(objective, draw)
            for name in draw.given:
                for twin in set(_twins(objective, name)) & earlier:
                    given = tuple(twin if n == name else n for n in draw.given)
                    yield _with_draw(objective, draw, replace(draw, given=given))


def _before(objective: Objective, draw: Draw) -> set[str]:
    names = [d.name for d in objective.draws]
    return set(names[: names.index(draw.name)])


def _with_draw(objective: Objective, old: Draw, new: Draw) -> Objective:
    draws = tuple(new if draw is old else draw for draw in objective.draws)
    return replace(objective, draws=draws)


def attached_samples(objective: Objective) -> Iterator[Objective]:
    """A draw that must be held fixed passes gradient."""
    for draw in objective.draws:
        if draw.factor is None or not draw.detached:
            continue
        freed = _with_draw(objective, draw, replace(draw, detached=False))
        players = []
        for player in freed.players:
            terms = (
                replace(t, through=(*t.through, draw.name)) if draw.name in t.body.reads else t
                for t in player.terms
            )
            players.append(replace(player, terms=tuple(terms)))
        yield _players(freed, players)


def wake_for_sleep(objective: Objective) -> Iterator[Objective]:
    """Wake scores what sleep drew, and sleep what wake drew."""
    first = {d.node: d.name for d in objective.draws if d.phase is not Phase.SLEEP}
    second = {d.node: d.name for d in objective.draws if d.phase is Phase.SLEEP}
    if not second:
        return
    both = first.keys() & second.keys()
    pairs = {first[n]: second[n] for n in both} | {second[n]: first[n] for n in both}
    players = []
    for player in objective.players:
        terms = []
        for term in player.terms:
            body = term.body
            if not isinstance(body, LogDensity):
                terms.append(term)
                continue
            given = tuple(pairs.get(name, name) for name in body.given)
            terms.append(
                replace(term, body=replace(body, of=pairs.get(body.of, body.of), given=given))
            )
        players.append(replace(player, terms=tuple(terms)))
    yield _players(objective, players)


def exchanged_groups(objective: Objective) -> Iterator[Objective]:
    """Two players train each other's nets."""
    players = objective.players
    for a, b in itertools.pairwise(players):
        swapped = {
            a.name: replace(a, name=b.name, groups=b.groups, nets=b.nets),
            b.name: replace(b, name=a.name, groups=a.groups, nets=a.nets),
        }
        yield _players(objective, [swapped.get(p.name, p) for p in players])


DERIVATION: Mapping[str, Mutant] = {
    "a sign flipped": each_term(_sign),
    "a term dropped": each_term(_dropped),
    "a half lost": each_term(_twice),
    "a label flipped": each_term(_label),
    "real and fake exchanged": exchanged_sides,
    "q for its reverse": each_term(_reverse),
    "a detach missing": each_term(_reached),
    "a gradient cut": each_term(_cut),
    "a net does not learn": each_term(_idle),
    "a weight left out": each_term(_unweighed),
    "the weight of the other half": each_term(_misweighed),
    "given the wrong draw": each_term(_wrong_given),
    "of the wrong draw": each_term(_wrong_value),
    "features learn": each_term(_features_learn),
    "values for features": each_term(_raw_values),
    "shares of other weights": each_term(_equal_shares),
    "half a weight": each_term(_other_side),
    "KL given the wrong draw": each_term(_kl_of_another),
    "of the wrong rows": each_term(_wrong_rows),
    "a mixture taken apart": each_term(_less_mixed),
    "scale of y": rescaled,
    "prior for posterior": prior_for_posterior,
    "posterior for prior": posterior_for_prior,
    "fixed samples pass gradient": attached_samples,
    "wake for sleep": wake_for_sleep,
    "groups exchanged": exchanged_groups,
}

# (schematic, mutant) → how many of its mutants change nothing that can be measured, and why.
EQUIVALENT: Mapping[tuple[str, str], tuple[int, str]] = {
    ("hvae", "a net does not learn"): (
        1,
        "in a sampled log-ratio E_q[∇ log q] = 0, so the encoder's direct part adds nothing",
    ),
    ("iaf", "a net does not learn"): (1, "E_q[∇ log q] = 0, as in a sampled log-ratio"),
    ("flow_prior", "a net does not learn"): (1, "E_q[∇ log q] = 0, as in a sampled log-ratio"),
    ("hvae", "the constant of a Normal"): (1, "it cancels between log q(h|x) and log p(h|z)"),
    ("gmvae", "a net does not learn"): (
        1,
        "in a sampled log-ratio E_q[∇ log q] = 0, so the encoder's direct part adds nothing",
    ),
    ("gmvae", "the constant of a Normal"): (1, "it cancels between log q(z|x) and log p(z|c)"),
    ("ssvae", "a detach missing"): (
        2,
        "an enumerated value is a constant, and its gradient that of its probability",
    ),
    ("gan", "a gradient cut in code"): (1, "z is drawn from its prior: it has no gradient"),
    ("bound_by_velocity", "a detach missing"): (1, "no net has made the mixture"),
    ("infogan", "a gradient cut in code"): (
        1,
        "z is drawn from its prior, and carries no gradient",
    ),
    ("iw_infogan", "a gradient cut in code"): (
        1,
        "z is drawn from its prior, and carries no gradient",
    ),
    ("helmholtz", "a gradient cut in code"): (1, "wake and sleep draws carry no gradient"),
    ("reweighted_layer", "a gradient cut in code"): (2, "wake and sleep draws carry no gradient"),
    ("reweighted_layer", "no_grad dropped"): (
        4,
        "comparisons with noise and shares without gradient pass none: no_grad saves memory",
    ),
    ("helmholtz", "no_grad dropped"): (
        2,
        "a comparison with noise passes no gradient: no_grad saves memory",
    ),
}
