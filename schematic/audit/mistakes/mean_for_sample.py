"""A mean is taken where a sample belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.readings import ancestry


def _variants(place: Place) -> Iterator[Variant]:
    for name in sorted(ancestry(place.objective, place.term.body.reads)):
        draw = place.objective.draw(name)
        if draw.factor is None or not draw.is_sampled or draw.is_shuffled:
            continue
        world = World(draws=(replace(draw, mean=True, estimator=""),))
        says = f"{name} is the mean, and a sample belongs there"
        yield Variant(says, f"sample {name}", place.term, world, kin=f"mean of {name}")


MISTAKE = Mistake("mean_for_sample", 24, _variants)
