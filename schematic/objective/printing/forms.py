"""Player → what it maximises, as expectations on paper: the conventional form of its objective."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from schematic.expressions.algebra import number
from schematic.objective.printing.kinds import printing_of
from schematic.objective.printing.paper_laws import law_of, law_of_draw
from schematic.objective.printing.symbols import Expect, Expression, Law, Scaled, scaled, total
from schematic.objective.terms import Objective, Origin, Player, Term


def conventional(objective: Objective, player: Player) -> Expression:
    """What the player maximises, as expectations over its draws."""
    groups: dict[tuple[object, ...], list[Term]] = {}
    for term in player.terms:
        first = _expectations(objective, term)[:1]
        key = (term.weigher,) if term.weigher else (first, term.weight, term.branch)
        groups.setdefault(key, []).append(term)
    parts = [
        _weighed(objective, terms) if terms[0].weigher else _shared(objective, terms)
        for terms in groups.values()
    ]
    return total(parts)


def _shared(objective: Objective, terms: list[Term]) -> Expression:
    """The sum of terms with one first draw: what their expectations share goes in front."""
    contexts = [_expectations(objective, term) for term in terms]
    common: list[Law] = []
    for laws in zip(*contexts, strict=False):
        if len(set(laws)) > 1:
            break
        common.append(laws[0])
    weight = terms[0].weight
    parts = [
        _inner(objective, term, context[len(common) :])
        for term, context in zip(terms, contexts, strict=True)
    ]
    inner = total(parts)
    return scaled(weight, Expect(tuple(common), inner) if common else inner)


def _weighed(objective: Objective, terms: list[Term]) -> Expression:
    """The sum of importance-weighted terms of one branch: ½ E[ D(x) [ … ] ]."""
    weigher = terms[0].weigher
    assert weigher is not None
    contexts = [_expectations(objective, term) for term in terms]
    given = (law_of_draw(objective, objective.draw(name)) for name in weigher.given)
    data = (law for context in contexts for law in context if law.mark == "data")
    over = _joint((*given, *data))
    bound = {name for law in over for name in law.of}
    parts = []
    for term, context in zip(terms, contexts, strict=True):
        inner = tuple(law for law in context if not bound.issuperset(law.of))
        parts.append(_inner(objective, term, inner))
    red = law_of(objective, weigher.factor)
    weight = Law(red.head, red.of, red.given, red.groups, "r", values=((red.of[0], 0),))
    body = Scaled(Fraction(1), total(parts), weight)
    return Scaled(terms[0].weight, Expect(over, body))


def _inner(objective: Objective, term: Term, over: tuple[Law, ...]) -> Expression:
    gain = printing_of(term.body).gain(objective, term.body)
    scale = number(term.scale).value * (-1 if term.negative else 1)
    return Expect(over, scaled(scale, gain)) if over else scaled(scale, gain)


def _expectations(objective: Objective, term: Term) -> tuple[Law, ...]:
    """The laws of the draws that a term reads, in sampling order.

    A term that compares the examples of a batch is one of distributions, not of draws.
    """
    if term.body.couples:
        return ()
    draws = {draw.name: draw for draw in objective.draws}
    needed: set[str] = set()
    stack = list(term.body.reads)
    while stack:
        name = stack.pop()
        if name not in needed:
            needed.add(name)
            if draws[name].origin is not Origin.GENERATED:  # p_θ0(x) is a marginal already
                stack.extend(draws[name].given)
    ordered = sorted(
        (draw for draw in objective.draws if draw.name in needed),
        key=lambda draw: draw.factor is not None,
    )
    return _joint(law_of_draw(objective, draw) for draw in ordered)


def _joint(laws: Iterable[Law]) -> tuple[Law, ...]:
    """The laws, each once; data nodes come together, so theirs is one joint law."""
    once = tuple(dict.fromkeys(laws))
    data = [law for law in once if law.mark == "data"]
    if len(data) < 2:
        return once
    picked = next((law for law in data if law.given), data[0])
    together = replace(picked, of=tuple(dict.fromkeys(name for law in data for name in law.of)))
    return (together, *(law for law in once if law.mark != "data"))
