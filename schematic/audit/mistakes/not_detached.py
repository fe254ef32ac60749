"""A gradient passes where it should be stopped, within the player's own nets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from schematic.audit.mistakes._mistake import AS_IT_IS, Mistake, Place, Variant, World
from schematic.objective.terms import Draw


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    for name in term.body.reads:
        draw = place.objective.draw(name)
        if draw.factor is None or name in term.through:
            continue
        freed = replace(term, through=(*term.through, name))
        world = _freed(draw) if draw.detached else AS_IT_IS
        says, cure = f"gradient passes through {name}", f"detach {name}"
        yield Variant(says, cure, freed, world, kin=f"free {name}")


@lru_cache(maxsize=256)
def _freed(draw: Draw) -> World:
    """The world in which a draw passes gradient; one for all terms that read it."""
    return World(draws=(replace(draw, detached=False),))


MISTAKE = Mistake("not_detached", 16, _variants)
