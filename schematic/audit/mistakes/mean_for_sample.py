"""A mean is taken where a sample belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.readings import ancestry
from schematic.objective.terms import Draw


def _variants(place: Place) -> Iterator[Variant]:
    for name in sorted(ancestry(place.objective, place.term.body.reads)):
        draw = place.objective.draw(name)
        if draw.factor is None or not draw.is_sampled or draw.is_shuffled:
            continue
        says = f"{name} is the mean, and a sample belongs there"
        yield Variant(says, f"sample {name}", place.term, _mean(draw), kin=f"mean of {name}")


@lru_cache(maxsize=256)
def _mean(draw: Draw) -> World:
    """The world in which a draw is a mean; one for all terms that read it."""
    return World(draws=(replace(draw, mean=True, estimator=""),))


MISTAKE = Mistake("mean_for_sample", 24, _variants)
