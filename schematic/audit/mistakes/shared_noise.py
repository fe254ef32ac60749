"""Two draws are made from the same base noise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.readings import ancestry


def _variants(place: Place) -> Iterator[Variant]:
    objective = place.objective
    read = sorted(ancestry(objective, place.term.body.reads))
    sampled = [d for d in objective.draws if d.is_sampled and not d.is_shuffled]
    for draw in sampled:
        if draw.name not in read:
            continue
        for other in sampled:
            if other.node == draw.node and other.name != draw.name:
                says = f"{draw.name} is made from the noise of {other.name}"
                cure = f'take noise["{draw.name}"]'
                world = _reused(draw.name, other.name)
                yield Variant(says, cure, place.term, world, kin=says)


@lru_cache(maxsize=256)
def _reused(key: str, other: str) -> World:
    """The world in which a draw gets another one's noise; one for all terms that read it."""
    return World(noise={key: other})


MISTAKE = Mistake("shared_noise", 21, _variants)
