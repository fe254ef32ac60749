"""Objective → what it has read of the schematic: its arrows, the nodes' own laws, its attributes.

What is written and not read would have no effect; `checks/objective/effects.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from schematic.graph import Factor, Schedule
from schematic.objective.lineage import lineage
from schematic.objective.match import meeting_of
from schematic.objective.terms import Draw, Objective, Origin, Phase, Reading


class Readings(NamedTuple):
    """What an objective has read.

    Attributes:
        arrows: the factors that some term comes from, or that make a draw which one reads.
        laws: the nodes whose own law is drawn from or compared with.
        attributes: the attributes that decide what some term is worth.
    """

    arrows: frozenset[Factor]
    laws: frozenset[str]
    attributes: frozenset[Reading]


def readings_of(objective: Objective) -> Readings:
    """What the terms of all players have read; what is constant for everyone has no effect."""
    terms = [term for player in objective.players for term in player.terms]
    sources = {source for term in terms for source in term.sources}
    arrows = (arrow_of(draw) for draw in objective.draws)
    made = {arrow.backwards_of or arrow for arrow in arrows if arrow is not None}
    drawn = {draw.node for draw in objective.draws if draw.factor is None}
    weighers = {term.weigher.factor for term in terms if term.weigher}
    perfect = {f for f in objective.schematic.factors if f.dashed and f.attributes.degenerate}
    attributes = {reading for term in terms for reading in term.readings}
    attributes |= {*_of_draws(objective), *_of_matches(objective)}
    attributes |= {(factor, "degenerate") for factor in perfect}
    return Readings(
        arrows=frozenset({s for s in sources if isinstance(s, Factor)} | made | weighers | perfect),
        laws=frozenset({s.name for s in sources if not isinstance(s, Factor)} | drawn),
        attributes=frozenset(attributes),
    )


def arrow_of(draw: Draw) -> Factor | None:
    """The arrow that a draw follows, as it is drawn: sleep follows solid ones as if dashed.

    A prediction follows the map behind an arrow, which is not drawn by itself.
    """
    if draw.origin is Origin.PREDICTED:
        return None
    if draw.factor is None or draw.phase is not Phase.SLEEP:
        return draw.factor
    return replace(draw.factor, dashed=not draw.factor.dashed)


def ancestry(objective: Objective, names: Iterable[str]) -> set[str]:
    """Some draws, and all that they are made from."""
    return {draw.name for draw in lineage(objective.drawn, names)}


def _of_draws(objective: Objective) -> Iterable[Reading]:
    """The estimators and the numbers of samples of draws whose values are read."""
    terms = [term for player in objective.players for term in player.terms]
    given = [name for term in terms for name in term.body.reads]
    weighed = [name for term in terms if term.weigher for name in term.weigher.given]
    read = ancestry(objective, (*given, *weighed))
    for draw in objective.draws:
        arrow = arrow_of(draw)
        if draw.name in read and draw.estimator and arrow is not None:
            if draw.is_sampled:
                yield arrow, "samples"
            if draw.estimator == arrow.attributes.gradient:
                yield arrow, "gradient"
                if draw.relaxed:
                    yield arrow, "temperature"


def _of_matches(objective: Objective) -> Iterable[Reading]:
    """How each inferred node meets its law, which the rule asks of every dashed arrow."""
    schematic = objective.schematic
    if schematic.schedule is Schedule.TOGETHER:
        for factor in schematic.dashed_into.values():
            if meeting_of(schematic, factor) is not None:
                yield factor, "match"
