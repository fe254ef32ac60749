"""Every net that a factor names must receive a gradient from some term."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import NetRef
from schematic.graph.names import greek
from schematic.objective.readings import readings_of
from schematic.objective.route import nets_behind
from schematic.objective.terms import Objective, Player


@page("SGM403")
def no_gradient(ref: NetRef) -> Diagnostic:
    """A net that nothing trains.

    No term of the objective depends on its parameters: what it computes is neither scored nor
    matched, or a sample that carries no gradient lies between.
    """
    message = f"nothing trains net `{ref.net}`"
    cause = f"no term of the objective depends on `{greek(ref.group)}` through it"
    cure = "score what it computes with a solid arrow, or match it to a law"
    return Diagnostic("SGM403", message, ref.span, cause, f"{cure}; `sgm derive` shows the terms")


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about nets without a gradient."""
    reached, read = reached_nets(objective), readings_of(objective).arrows
    seen: set[str] = set()
    for factor in objective.schematic.factors:
        if not factor.dashed and factor not in read:
            continue  # an arrow without effect is a finding of its own
        for ref in factor.law.nets:
            if ref.net in reached or ref.net in seen or factor.attributes.degenerate:
                continue
            seen.add(ref.net)
            yield no_gradient(ref)


def reached_nets(objective: Objective) -> set[str]:
    """The nets that some player's terms train."""
    return {net for player in objective.players for net in _reached(objective, player)}


def _reached(objective: Objective, player: Player) -> set[str]:
    """The player's nets that its terms evaluate, or that lie behind the draws they go through."""
    learned = {net for term in player.terms for net in term.learns}
    through = [name for term in player.terms for name in (*term.through, *term.by_value)]
    return learned | nets_behind(objective, player, through)
