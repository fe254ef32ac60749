"""The mean over the values of a node that is summed out is taken of logarithms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import add

from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.terms.mixture import Mixture


def _mean(right: object, *costs: Tensor, values: int) -> Tensor:
    return reduce(add, costs).reshape(values, -1).mean(0)


WORLD = World(kernels={"uniform_mixture_nll": _mean})


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if isinstance(body, Mixture):
        says = f"the mean over {body.source.name} is taken of the logarithms of densities"
        cure = (
            "take the logarithm of the mean: logsumexp over the values, minus log of their number"
        )
        yield Variant(says, cure, place.term, WORLD, kin="mean of logarithms")


MISTAKE = Mistake("mixture_mean", 3, _variants)
