"""The ways to match: how an inferred node meets its law (rule 3).

A way to match is one file of `schematic/objective/matches/`; its name is a word of the attribute
`match`, which may add several: `match = kl + 100 mmd`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from schematic.diagnostics import Diagnostic
from schematic.graph import DataLaw, Distribution, Factor, Node, Schematic
from schematic.graph.laws import spelled
from schematic.objective.terms import Term
from schematic.rooms import Rooms

if TYPE_CHECKING:
    from schematic.objective.draws import Pool
    from schematic.objective.worlds import World


class Prior(NamedTuple):
    """The law an inferred node is matched to: its own, or a solid factor (conditional prior)."""

    law: Distribution | DataLaw
    parents: tuple[str, ...]
    source: Factor | Node


class Meeting(NamedTuple):
    """An inferred node, and the law that it has to meet.

    Attributes:
        schematic: the schematic that has both.
        factor: the dashed arrow that infers the node.
        prior: the law.
    """

    schematic: Schematic
    factor: Factor
    prior: Prior

    @property
    def is_judged(self) -> bool:
        """Whether a solid red arrow leaves the node."""
        return self.factor.child in self.schematic.judged


class Match(NamedTuple):
    """A way in which an inferred node meets its law.

    Attributes:
        name: the word after `match =`.
        is_default: whether the rule chooses it where no word is written; at most one does.
        refusal: the finding that says why it does not apply, or None.
        terms: what it adds to the objective in one world, weighed by the attributes alone.
        sentence: what `sgm derive --steps` says, given the node and the symbols q and p.
    """

    name: str
    is_default: Callable[[Meeting], bool]
    refusal: Callable[[Meeting], Diagnostic | None]
    terms: Callable[[Pool, World, Meeting], Iterator[Term]]
    sentence: Callable[[str, str, str], str]


MATCHES = Rooms("schematic.objective.matches", "MATCH", Match)
"""The ways to match by name."""


def prior_of(schematic: Schematic, name: str) -> Prior | None:
    """The node's own law, else the solid factor into it, else None.

    A solid factor with an invertible net is no prior: it hands the node's density on to its first
    parent, which is inferred.
    """
    node = schematic.nodes[name]
    law = node.prior or node.law
    if law is not None:
        return Prior(law, (), node)
    factor = schematic.solid_into.get(name)
    if factor is not None and schematic.is_invertible(factor):
        return None
    return Prior(factor.law, factor.parents, factor) if factor else None


def meeting_of(schematic: Schematic, factor: Factor) -> Meeting | None:
    """The meeting of a dashed factor's child with its law; None where it has no law."""
    prior = prior_of(schematic, factor.child)
    return Meeting(schematic, factor, prior) if prior else None


class Chosen(NamedTuple):
    """A summand of how a node meets its law.

    Attributes:
        match: the way.
        factor: what its terms are multiplied by.
    """

    match: Match
    factor: float


def ways_of(schematic: Schematic, factor: Factor) -> tuple[str, ...]:
    """The names of what matches the child of a dashed factor; none where it has no law."""
    meeting = meeting_of(schematic, factor)
    return tuple(each.match.name for each in chosen(meeting)) if meeting else ()


def chosen(meeting: Meeting) -> tuple[Chosen, ...]:
    """The ways that the arrow's `match` names, else the one that is the default there."""
    written = meeting.factor.attributes.match
    if written:
        return tuple(Chosen(MATCHES[part.word], part.factor) for part in written.parts)
    default = next(match for match in MATCHES.values() if match.is_default(meeting))
    return (Chosen(default, 1.0),)


def sentences(meeting: Meeting, name: str, q: str, p: str) -> str:
    """How a node meets its law, in words, given the node and the symbols q and p."""
    return "; ".join(
        each.match.sentence(name, q, p)
        + (f", {spelled(each.factor)} times over" if each.factor != 1 else "")
        for each in chosen(meeting)
    )


def adversary_factor(schematic: Schematic, game: Factor) -> float:
    """What `match` multiplies a game by for everyone but φ: the factors of all nodes it judges."""
    arrows = (schematic.dashed_into.get(name) for name in game.parents)
    return math.prod(arrow.attributes.match.factor("adversary") for arrow in arrows if arrow)
