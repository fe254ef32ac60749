"""A solid red arrow → its two sides: where the real and the fake nodes come from (rule 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from schematic.graph import DataLaw, Factor, Schematic
from schematic.objective.passes import Pass
from schematic.once import once


class Sides(Enum):
    """Where the two sides of a game come from."""

    LAW = "y = real: own laws; y = fake: inference"
    PASSES = "y picks the pass"
    DATA = "y picks the data set"
    MARGINALS = "y = fake: inference; y = real: the same, each element permuted over the batch"
    NONE = "there are no two sides"


def games_of(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid red arrows into indicators."""
    return schematic.games


def sides_of(schematic: Schematic, red: Factor, passes: Sequence[Pass]) -> Sides:
    """Where real and fake judged nodes of a solid red factor come from.

    The arrow may say that the real side are the marginals of the fake one (FactorVAE). Else y picks
    the pass where two passes infer different parts of the judged nodes (ALI); their own laws are
    the real side where they all have one (GAN, AAE); else y picks the data set (ADA).
    """
    judged = set(red.parents)
    if red.attributes.real:
        is_inferred = any(judged & run.inferred.keys() for run in passes)
        return Sides.MARGINALS if is_inferred else Sides.NONE
    partly = [run for run in passes if 0 < len(judged & run.inferred.keys()) < len(judged)]
    parts = {frozenset(judged & run.inferred.keys()) for run in partly}
    if len(partly) == len(passes) == len(parts) == 2:
        return Sides.PASSES
    inferred = any(judged & run.inferred.keys() for run in passes)
    if inferred and all(schematic.nodes[name].law is not None for name in judged):
        return Sides.LAW
    if red.child in data_pickers(schematic):
        return Sides.DATA
    return Sides.NONE


@once
def data_pickers(schematic: Schematic) -> frozenset[str]:
    """The indicators that pick some node's data set."""
    laws = (node.law for node in schematic.nodes.values())
    return frozenset(law.by for law in laws if isinstance(law, DataLaw) and law.by)


def real_pass_first(schematic: Schematic, passes: Sequence[Pass]) -> tuple[Pass, Pass]:
    """The two passes between which y picks, the real one (it starts from data) first."""
    first, second = passes
    if any(schematic.nodes[start].is_data for start in first.starts):
        return first, second
    return second, first


def unseen_games(schematic: Schematic, passes: Sequence[Pass]) -> Iterator[Factor]:
    """The games whose judged nodes no pass draws from their own laws: GAN and AAE, not VAE/GAN."""
    for game in games_of(schematic):
        is_inferred = all(set(game.parents) & run.inferred.keys() for run in passes)
        if is_inferred and sides_of(schematic, game, passes) is Sides.LAW:
            yield game
