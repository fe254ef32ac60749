"""Every player has parameters to learn."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph.names import greek
from schematic.graph.ports import constructor_of
from schematic.objective.terms import Objective, Player


@page("SGM410")
def nothing_to_train(player: Player) -> Diagnostic:
    """A player whose nets have no parameters.

    A player minimises its loss over the parameters of its nets, and an `identity` has none.
    """
    message = f"{greek(player.name)} has nothing to train"
    cause = f"its nets have no parameters: {listed(player.nets)}"
    return Diagnostic("SGM410", message, None, cause, "make one of them `linear` or an `mlp`")


def check(objective: Objective) -> Iterator[Diagnostic]:
    """A finding for each player without parameters."""
    for player in objective.players:
        nets = (constructor_of(objective.schematic, net) for net in player.nets)
        if not any(net.has_parameters for net in nets):
            yield nothing_to_train(player)
