"""How an inferred node meets its own law, and what the two sides of a game are (rules 3 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from schematic.graph import DataLaw, Distribution, Factor, Node, Schematic
from schematic.objective.passes import Pass


class Match(Enum):
    """What matches an inferred node to its law."""

    NOTHING_TO_MATCH = "it has no law"
    KL = "KL"
    ADVERSARY = "adversary"
    UNMATCHED = "nothing"


@dataclass(frozen=True)
class Prior:
    """The law an inferred node is matched to: its own, or a solid factor (conditional prior)."""

    law: Distribution | DataLaw
    parents: tuple[str, ...]
    source: Factor | Node


def prior_of(schematic: Schematic, name: str) -> Prior | None:
    """The node's own law, else the solid factor into it, else None."""
    node = schematic.nodes[name]
    if node.law is not None:
        return Prior(node.law, (), node)
    factor = schematic.solid_into.get(name)
    return Prior(factor.law, factor.parents, factor) if factor else None


def match_of(schematic: Schematic, factor: Factor) -> Match:
    """What matches the child of a dashed factor to its law.

    A solid red arrow that leaves the node is a deliberate choice of the adversary, so it goes
    before the KL that a filled head would otherwise mean (ALI with a stochastic encoder).
    """
    if prior_of(schematic, factor.child) is None:
        return Match.NOTHING_TO_MATCH
    if factor.child in schematic.judged:
        return Match.ADVERSARY
    return Match.UNMATCHED if factor.hollow else Match.KL


class Sides(Enum):
    """Where the two sides of a game come from."""

    LAW = "y = real: own laws; y = fake: inference"
    PASSES = "y picks the pass"
    DATA = "y picks the data set"
    NONE = "there are no two sides"


def sides_of(schematic: Schematic, red: Factor, passes: Sequence[Pass]) -> Sides:
    """Where real and fake judged nodes of a solid red factor come from.

    y picks the pass where the judged nodes are partly inferred in two passes (ALI); their own
    laws are the real side where they all have one (GAN, AAE); else y picks the data set (ADA).
    """
    judged = set(red.parents)
    partly = [run for run in passes if 0 < len(judged & run.inferred.keys()) < len(judged)]
    if len(partly) == 2 and len(passes) == 2:
        return Sides.PASSES
    inferred = any(judged & run.inferred.keys() for run in passes)
    if inferred and all(schematic.nodes[name].law is not None for name in judged):
        return Sides.LAW
    if picks_data(schematic, red.child):
        return Sides.DATA
    return Sides.NONE


def picks_data(schematic: Schematic, indicator: str) -> bool:
    """Whether some node's data set is picked by this indicator."""
    laws = (node.law for node in schematic.nodes.values())
    return any(isinstance(law, DataLaw) and law.by == indicator for law in laws)


def real_pass_first(schematic: Schematic, passes: Sequence[Pass]) -> tuple[Pass, Pass]:
    """The two passes between which y picks, the real one (it starts from data) first."""
    first, second = passes
    if any(schematic.nodes[start].is_data for start in first.starts):
        return first, second
    return second, first
