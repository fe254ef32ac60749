"""Document → every rewrite that can be tried on it, and whether it applies."""

from __future__ import annotations

from collections import Counter

from schematic.graph import Schematic
from schematic.rewrites.apply import step
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules import moves
from schematic.service.document import Document
from schematic.service.page_answers import RewriteAnswer
from schematic.service.question import Asked, Question

MOST_ARROWS = 1_000
"""A rewrite is tried by making its result, and checking that, arrow by arrow. So many arrows take
a quarter of a second; the page asks this whenever typing pauses."""
MOST_UNTRIED = 300
"""Rewrites that are only named: their number grows with the square of the nodes."""


def rewrites(document: Document) -> tuple[RewriteAnswer, ...] | None:
    """The rewrites, those that apply first, and last some that are not tried.

    None where the text has errors.
    """
    schematic = document.schematic
    if schematic is None:
        return None
    possible = list(moves(schematic))
    most = MOST_ARROWS // max(1, len(schematic.factors))
    if len(possible) > most:
        possible = _in_turn(possible)
    tried = [_tried(schematic, rewrite) for rewrite in possible[:most]]
    untried = possible[most : most + MOST_UNTRIED]
    rest = (RewriteAnswer(str(rewrite), rewrite.summary, None) for rewrite in untried)
    return (*sorted(tried, key=lambda each: not each.applies), *rest)


def _in_turn(possible: list[Rewrite]) -> list[Rewrite]:
    """One rewrite of each kind, then another of each, and so on."""
    numbers: Counter[type] = Counter()
    turns: list[list[Rewrite]] = []
    for rewrite in possible:
        turn = numbers[type(rewrite)]
        numbers[type(rewrite)] += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(rewrite)
    return [rewrite for turn in turns for rewrite in turn]


def _tried(schematic: Schematic, rewrite: Rewrite) -> RewriteAnswer:
    result = step(rewrite, schematic)
    why = str(result) if isinstance(result, Refusal) else ""
    return RewriteAnswer(str(rewrite), rewrite.summary, not why, why)


def _ask(document: Document, asked: Asked) -> tuple[RewriteAnswer, ...] | None:
    return rewrites(document)


QUESTION = Question("rewrites", _ask)
