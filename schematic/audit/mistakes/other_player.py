"""The loss of another player."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.graph.names import greek
from schematic.objective.printing.labels import at_draws


def _variants(place: Place) -> Iterator[Variant]:
    """The terms of each other player, beside the first term of this one."""
    if place.term is not place.player.terms[0]:
        return
    for other in place.objective.players:
        if other.name == place.player.name:
            continue
        for term in other.terms:
            label = at_draws(place.objective, term)
            says = f"there is {label}, a term of {greek(other.name)}"
            yield Variant(says, f"{label} belongs to the loss of {greek(other.name)}", term)


MISTAKE = Mistake("other_player", 40, _variants)
