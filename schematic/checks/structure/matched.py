"""Every inferred node that has a law of its own must be matched to it (rule 3).

The ways to match, and the findings that say why one does not apply, are the rooms of
`schematic/objective/matches/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.objective.match import Meeting, chosen, meeting_of


@page("SGM352")
def ignores_adversary(meeting: Meeting) -> Diagnostic:
    """`match` without the adversary, beside a solid red arrow that leaves the node.

    A red arrow's game is always played, and matches the node. `match = kl` or `match = nothing`
    would say that it does not.
    """
    factor = meeting.factor
    match = factor.attributes.match
    message = f"`match = {match}` leaves out the adversary that a red arrow draws"
    cause = f"a solid red arrow leaves `{factor.child}`, and its game is always played"
    cure = f"write `match = {match} + adversary`, or take `match` away, or the red arrow"
    if "nothing" in match.words:
        cure = "take `match` away, or the red arrow"
    return Diagnostic("SGM352", message, factor.arrow_span, cause, cure)


@page("SGM353")
def nothing_to_match(factor: Factor, cause: str) -> Diagnostic:
    """`match` on an arrow whose child has nothing to be matched to.

    `match` says how an inferred node meets its law: its own, or the solid arrow into it. Without
    one there is nothing to meet; and under `train wake-sleep` each arrow is scored by itself.
    """
    message = f"`match = {factor.attributes.match}` has no effect on `{factor.child}`"
    return Diagnostic("SGM353", message, factor.arrow_span, cause, "take `match` away")


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about inferred nodes and their laws."""
    for factor in schematic.factors:
        if factor.dashed and not factor.red:
            yield from _found(schematic, factor)


def _found(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    meeting, match = meeting_of(schematic, factor), factor.attributes.match
    if match and schematic.schedule.has_phases:
        yield nothing_to_match(factor, "wake and sleep score each arrow by itself")
    elif meeting is None:
        if match:
            yield nothing_to_match(
                factor, f"`{factor.child}` has no law, and no solid arrow into it"
            )
    elif match and "adversary" not in match.words and meeting.is_judged:
        yield ignores_adversary(meeting)
    else:
        refusals = (each.match.refusal(meeting) for each in chosen(meeting))
        yield from (refusal for refusal in refusals if refusal)
