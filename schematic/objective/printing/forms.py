"""Player → what it maximises, as expectations on paper: the conventional form of its objective."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from schematic.expressions.algebra import number
from schematic.objective.printing.counted import counted
from schematic.objective.printing.kinds import printing_of
from schematic.objective.printing.paper_laws import kept_behind, law_of, law_of_draw
from schematic.objective.printing.plates import Indices
from schematic.objective.printing.symbols import (
    Amount,
    Expect,
    Expression,
    Law,
    Scaled,
    Series,
    Share,
    scaled,
    total,
)
from schematic.objective.terms import Objective, Origin, Player, Rows, Term, Weigher
from schematic.once import once


def conventional(objective: Objective, player: Player) -> Expression:
    """What the player maximises, as expectations over its draws; 0 where no term counts."""
    player = counted(player)
    return _in_groups(objective, player) if player.terms else Amount(number(0))


def in_series(objective: Objective, player: Player) -> Expression | None:
    """One expectation over all draws, with sums over t; None where nothing is alike up to t.

    A term may stand under an expectation over draws that it does not read. Terms that are weighed,
    belong to a branch of y, or compare examples keep expectations of their own, and so all do.
    """
    indices, player = Indices(objective.schematic), counted(player)
    if not indices.nodes or not all(map(_is_plain, player.terms)):
        return None
    parts = [_inner(objective, term, ()) for term in player.terms]
    found = list(indices.expressions(parts))
    if not any(each.values for each in found):
        return None
    over = dict.fromkeys(law for term in player.terms for law in _expectations(objective, term))
    data = _joint([law for law in over if law.mark == "data"])
    laws = (*data[:1], *(law for law in over if law.mark != "data"))
    sums = [_series(each.line, each.values) if each.values else each.line for each in found]
    whole: Expression = Expect(indices.short(laws), total(sums))
    return whole


def _is_plain(term: Term) -> bool:
    return term.weigher is None and term.branch is None and not term.body.couples


def _series(body: Expression, values: range) -> Expression:
    """Σ_t of an expression, with its number in front."""
    if isinstance(body, Scaled) and body.weight is None:
        return Scaled(body.factor, Series(values, body.body))
    return Series(values, body)


def _in_groups(objective: Objective, player: Player) -> Expression:
    """What terms have in common in front of them."""
    groups: dict[tuple[object, ...], list[_Expected]] = {}
    for term in player.terms:
        over = _expectations(objective, term)
        key = (term.weigher,) if term.weigher else (over[:1], term.weight, term.branch)
        key = (*key, term.rows)
        groups.setdefault(key, []).append(_Expected(term, over))
    return total(
        [
            _of_rows(
                group[0].term.rows,
                _weighed(objective, group, weigher) if weigher else _shared(objective, group),
            )
            for group in groups.values()
            for weigher in (group[0].term.weigher,)
        ]
    )


def _of_rows(rows: Rows, expression: Expression) -> Expression:
    """A mean over some examples, weighed by their share of all."""
    return Share(rows, expression) if rows else expression


class _Expected(NamedTuple):
    """A term, and the laws over which it is an expectation."""

    term: Term
    over: tuple[Law, ...]


def _shared(objective: Objective, group: Sequence[_Expected]) -> Expression:
    """The sum of terms with one first draw: what their expectations share goes in front."""
    common: list[Law] = []
    for laws in zip(*(each.over for each in group), strict=False):
        if len(set(laws)) > 1:
            break
        common.append(laws[0])
    parts = [_inner(objective, term, over[len(common) :]) for term, over in group]
    inner = total(parts)
    whole = Expect(tuple(common), inner) if common else inner
    return scaled(group[0].term.weight, whole)


def _weighed(objective: Objective, group: Sequence[_Expected], weigher: Weigher) -> Expression:
    """The sum of importance-weighted terms of one branch: ½ E[ D(x) [ … ] ]."""
    given = _laws_behind(objective, weigher.given)
    data = [law for each in group for law in each.over if law.mark == "data"]
    over = _joint(dict.fromkeys((*given, *data)))
    bound = {name for law in over for name in law.of}
    parts = []
    for term, context in group:
        inner = tuple(law for law in context if not bound.issuperset(law.of))
        parts.append(_inner(objective, term, inner))
    red = law_of(objective, weigher.factor)
    weight = Law(red.head, red.of, red.given, red.groups, "r", values=((red.of[0], 0),))
    if weigher.over_batch:
        weight = Law("w", red.given, groups=red.groups, mark="tilde")
    body = Scaled(Fraction(1), total(parts), weight)
    return Scaled(group[0].term.weight, Expect(over, body))


def _inner(objective: Objective, term: Term, over: tuple[Law, ...]) -> Expression:
    gain = printing_of(term.body).gain(objective, term.body)
    scale = number(term.scale).value * (-1 if term.negative else 1)
    return Expect(over, scaled(scale, gain)) if over else scaled(scale, gain)


def _expectations(objective: Objective, term: Term) -> tuple[Law, ...]:
    """The laws of the draws that a term reads, in sampling order.

    A term that compares the examples of a batch is one of distributions, not of draws.
    """
    return () if term.body.couples else _laws_behind(objective, term.body.over)


def _laws_behind(objective: Objective, names: Iterable[str]) -> tuple[Law, ...]:
    """The laws of some draws and of all that they are made from, in sampling order."""
    sampled = _sampled(objective)
    places = sorted(set[int]().union(*(sampled.behind[name] for name in names)))
    numbers = dict.fromkeys([sampled.numbers[place] for place in places])
    return _joint([sampled.laws[number] for number in numbers])


class _Sampled(NamedTuple):
    """The draws of an objective, the roots first, as far as expectations are concerned.

    Attributes:
        laws: what the draws are drawn from, each law once.
        numbers: the number of each draw's law.
        behind: the places of each draw, by its name, and of all draws that it is made from.
    """

    laws: tuple[Law, ...]
    numbers: tuple[int, ...]
    behind: Mapping[str, frozenset[int]]


@once
def _sampled(objective: Objective) -> _Sampled:
    draws = sorted(objective.draws, key=lambda draw: draw.factor is not None)
    numbers: dict[Law, int] = {}
    of_each = [numbers.setdefault(law_of_draw(objective, draw), len(numbers)) for draw in draws]
    place = {draw.name: at for at, draw in enumerate(draws)}
    behind: dict[str, frozenset[int]] = {}
    for draw in objective.draws:
        parents = () if draw.is_shuffled else draw.given  # the elements are marginals already
        if draw.origin is Origin.GENERATED:
            parents = kept_behind(objective, draw)
        own = frozenset((place[draw.name],))
        behind[draw.name] = own.union(*(behind[parent] for parent in parents))
    return _Sampled(tuple(numbers), tuple(of_each), behind)


def _joint(laws: Collection[Law]) -> tuple[Law, ...]:
    """Some laws, each of them once; data nodes come together, so theirs is one joint law."""
    data = [law for law in laws if law.mark == "data"]
    if len(data) < 2:
        return tuple(laws)
    picked = next((law for law in data if law.given), data[0])
    together = replace(picked, of=tuple(dict.fromkeys([name for law in data for name in law.of])))
    return (together, *[law for law in laws if law.mark != "data"])
