"""The estimators: how the gradient of an expectation passes through a sample.

An estimator is one file of `schematic/objective/estimators/`; its name is a word of the attribute
`gradient`.
"""

from __future__ import annotations

from typing import NamedTuple

from schematic.families import Ability
from schematic.graph import Distribution, Schematic
from schematic.objective.terms import Draw
from schematic.rooms import Rooms


class GradientEstimator(NamedTuple):
    """An estimator of the gradient through a sample.

    Attributes:
        name: the word after `gradient =`.
        ability: what the sampled family must be able to do.
        pathwise: whether the gradient flows through the sampled value itself.
        surrogate: whether every term that reads the draw is also needed by value, because the
            gradient is that of q(draw) or log q(draw), weighed by the terms.
        words: what `sgm derive` says of a term that is averaged over such samples.
        price: what the estimator costs, for `sgm derive --steps`.
        enumerates: whether the draw has all of its values instead of samples, each weighed by its
            probability.
        relaxes: whether the draw is made of numbers between the values of a discrete node, k of
            them for one of k classes.
    """

    name: str
    ability: Ability
    pathwise: bool
    surrogate: bool
    words: str
    price: str = "unbiased"
    enumerates: bool = False
    relaxes: bool = False


ESTIMATORS = Rooms("schematic.objective.estimators", "ESTIMATOR", GradientEstimator)
"""The estimators by name."""


def is_read_as_numbers(schematic: Schematic, node: str) -> bool:
    """Whether nets of the user read a class of the node as numbers, one for each class.

    Where a node is relaxed in training, its nets know no class numbers of it.
    """
    into = schematic.dashed_into.get(node)
    return into is not None and ESTIMATORS[into.attributes.gradient].relaxes


def estimator_of_draw(draw: Draw) -> GradientEstimator | None:
    """The estimator of a sampled draw whose family can do what it needs, else None."""
    if not draw.estimator or not isinstance(draw.law, Distribution):
        return None
    estimator = ESTIMATORS[draw.estimator]
    return estimator if estimator.ability in draw.law.row.abilities else None
