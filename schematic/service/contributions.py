"""A statement → its terms of the objective: which players it gives something to learn, and how.

An arrow, or a node's own law, gives a term where the rule took the term from it. An arrow that is
sampled along gives no term of its own; it takes part where a term reads what it has sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from schematic.diagnostics import Span
from schematic.objective import Objective
from schematic.objective.printing.objective_report import make_terms
from schematic.objective.printing.plates import Indices, values_shown
from schematic.objective.terms import Player, Term


class Part(Enum):
    """What a statement does for a term: the term comes from it, reads a draw of it, or is weighed.

    The values are said of the term.
    """

    GIVES = ""
    SAMPLES = "reads what is sampled here"
    WEIGHS = "is weighed as is said here"


@dataclass(frozen=True)
class Contribution:
    """A term that a statement has a part in.

    Attributes:
        player: whose term it is, by the names of its parameter groups in ASCII.
        term: at the draws that it reads: `log p(x|z)`.
        estimator: how it is estimated.
        reaches: where its gradient goes.
        part: what the statement does for the term.
        values: of t, where the terms of several copies are told as one; else empty.
    """

    player: str
    term: str
    estimator: str
    reaches: str
    part: Part
    values: str = ""


def contributions(
    objective: Objective, statement: Span, most: int | None = None
) -> tuple[tuple[Contribution, ...], int]:
    """What the statement at a place gives to the players, in their order, and how many there are.

    Args:
        objective: that of the text.
        statement: the place of an arrow's or a node's line, without the range of a plate.
        most: how many of them are told; all by default.
    """
    parts = _parts(objective, statement)
    count = sum(len(found) for _, found in parts)
    if not objective.schematic.copies:
        return tuple(
            _contribution(row) for row in islice(_rows(objective, parts, most), most)
        ), count
    folded = list(Indices(objective.schematic).texts(list(_rows(objective, parts))))
    return tuple(_contribution(row, values) for row, values in folded[:most]), len(folded)


def _contribution(row: tuple[str, ...], values: range | None = None) -> Contribution:
    player, term, estimator, reaches, part = (text.replace("_{t}", "_t") for text in row)
    shown = values_shown(values) if values else ""
    return Contribution(player, term, estimator, reaches, Part(part), shown)


def _parts(objective: Objective, statement: Span) -> list[tuple[Player, list[tuple[Term, Part]]]]:
    """The terms of each player in which a statement has a part."""
    touched = _touched(objective, statement)
    return [
        (
            player,
            [
                (term, part)
                for term in player.terms
                if (part := _part(term, statement, touched)) is not None
            ],
        )
        for player in objective.players
    ]


def _rows(
    objective: Objective,
    parts: Iterable[tuple[Player, list[tuple[Term, Part]]]],
    most: int | None = None,
) -> Iterator[tuple[str, ...]]:
    """What is told of the terms, of each player's at most some."""
    for player, found in parts:
        told = found[:most]
        reports = make_terms(objective, player, [term for term, _ in told])
        for (_, part), report in zip(told, reports, strict=True):
            yield player.name, report.at, report.estimator, report.reaches, part.value


def _touched(objective: Objective, statement: Span) -> set[str]:
    """The draws that a statement makes, and all that are made from them."""
    nodes, found = objective.schematic.nodes, set[str]()
    for draw in objective.draws:
        made_here = statement in (draw.factor.span if draw.factor else None, nodes[draw.node].span)
        if made_here or any(name in found for name in draw.given):
            found.add(draw.name)
    return found


def _part(term: Term, statement: Span, touched: set[str]) -> Part | None:
    """What a statement does for a term; None if nothing."""
    if any(source.span == statement for source in term.sources):
        return Part.GIVES
    read = (*term.body.reads, *(term.weigher.given if term.weigher else ()))
    if not touched.isdisjoint(read):
        return Part.SAMPLES
    weighs = any(factor.span == statement for factor, _ in term.readings)
    return Part.WEIGHS if weighs else None
