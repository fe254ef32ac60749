"""An objective learns from data."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.objective.terms import Objective


@page("SGM409")
def no_data() -> Diagnostic:
    """An objective in which no term reads data.

    What is learnt is learnt from examples: some data node must be scored, judged, or be what others
    are inferred from.
    """
    cure = "draw an arrow that joins a node `~ data` to the rest"
    return Diagnostic("SGM409", "nothing is learnt from data", None, "no term reads any", cure)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """A finding if no draw that a term needs is data."""
    has_terms = any(player.terms for player in objective.players)
    if has_terms and not any(draw.is_data for draw in objective.draws):
        yield no_data()
