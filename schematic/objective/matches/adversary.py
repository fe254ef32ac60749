"""`match = adversary`: the game of the solid red arrow that leaves a node matches it (rule 4).

The red arrow goes before the KL that a filled head would otherwise mean (ALI with a stochastic
encoder), because it is drawn on purpose. The game's own terms are those of rule 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph.advice import new_game
from schematic.objective.draws import Pool
from schematic.objective.match import Match, Meeting
from schematic.objective.terms import Term
from schematic.objective.worlds import World


@page("SGM351")
def no_adversary(meeting: Meeting) -> Diagnostic:
    """`match = adversary` where no solid red arrow leaves the node.

    The adversary is a discriminator that tells the inferred node from its law. It is a statement of
    its own, `z -!> y ~ D[φ]`, and needs an indicator for its label, `indicator y : {fake, real}`.
    """
    name = meeting.factor.child
    message = f"no adversary matches `{name}`"
    cause = f"no solid red arrow leaves `{name}`"
    cure = f"{new_game(meeting.schematic, name)}, or take `match = adversary` away"
    about = (name, "-!>")
    return Diagnostic("SGM351", message, meeting.factor.arrow_span, cause, cure, about=about)


def _is_default(meeting: Meeting) -> bool:
    return meeting.is_judged


def _refusal(meeting: Meeting) -> Diagnostic | None:
    return None if meeting.is_judged else no_adversary(meeting)


def _terms(pool: Pool, world: World, meeting: Meeting) -> Iterator[Term]:
    yield from ()


def _sentence(name: str, q: str, p: str) -> str:
    return f"a red arrow leaves {name}, so the adversary matches it"


MATCH = Match("adversary", _is_default, _refusal, _terms, _sentence)
