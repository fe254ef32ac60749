"""A term is taken at the value of another node of the same kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, renamed

MOST = 12
"""How many draws an objective may have: where they are more, as in a chain, all are alike."""


def _variants(place: Place) -> Iterator[Variant]:
    term, objective = place.term, place.objective
    if len(objective.draws) > MOST:
        return
    for name in term.body.reads:
        own = objective.draw(name)
        space = objective.schematic.nodes[own.node].space
        for draw in objective.draws:
            other = objective.schematic.nodes[draw.node].space
            if draw.node == own.node or other != space or draw.name in term.body.reads:
                continue
            through = tuple(draw.name if each == name else each for each in term.through)
            changed = replace(term, body=renamed(term.body, {name: draw.name}), through=through)
            says = f"{draw.name} stands where {name} belongs"
            yield Variant(says, f"take {name}", changed, kin=f"{draw.name} for {name}")


MISTAKE = Mistake("other_node", 29, _variants)
