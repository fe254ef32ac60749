"""A gradient passes where it should be stopped, within the player's own nets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.terms import Objective


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    for name in term.body.reads:
        draw = place.objective.draw(name)
        if draw.factor is None or name in term.through:
            continue
        freed = replace(term, through=(*term.through, name))
        world = _freed(place.objective, name) if draw.detached else None
        says, cure = f"gradient passes through {name}", f"detach {name}"
        if world is None:
            yield Variant(says, cure, freed, kin=f"free {name}")
        else:
            yield Variant(says, cure, freed, world, kin=f"free {name}")




def _freed(objective: Objective, name: str) -> World:
    return World(draws=(replace(objective.draw(name), detached=False),))


MISTAKE = Mistake("not_detached", 16, _variants)
