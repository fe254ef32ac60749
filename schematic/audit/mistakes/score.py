"""The score function's gradient of a draw is left out, or written otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import torch
from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.readings import ancestry
from schematic.objective.terms import Draw

Right = Callable[..., Tensor]


def _opposite(right: Right, cost: Tensor, nll: Tensor, samples: int) -> Tensor:
    return -right(cost, nll, samples=samples)


def _plain(right: Right, cost: Tensor, nll: Tensor, samples: int) -> Tensor:
    value = cost.detach().reshape(-1, len(nll)).mean(0)
    return value * (nll.detach() - nll)


def _own_mean(right: Right, cost: Tensor, nll: Tensor, samples: int) -> Tensor:
    """The mean over all samples of an example is the baseline, its own among them."""
    value = cost.detach().reshape(-1, len(nll)).mean(0).reshape(samples, -1)
    return (value - value.mean(0)).flatten() * (nll.detach() - nll)


WORLDS: Mapping[str, World] = {
    "no baseline is taken from the cost": World(kernels={"score_term": _plain}),
}


def _hard(right: Callable[..., Tensor], logits: Tensor, *noise: Tensor) -> Tensor:
    """Bits with the gradient of their probabilities."""
    probability = torch.sigmoid(logits)
    return right(logits, *noise) + (probability - probability.detach())


@lru_cache(maxsize=256)
def _straight(draw: Draw) -> World:
    """The world in which bits have the gradient of their probabilities."""
    made = replace(draw, estimator="reparameterise")
    return World(draws=(made,), kernels={"bernoulli_draw": _hard})


OPPOSITE = World(kernels={"score_term": _opposite})
OWN = World(kernels={"score_term": _own_mean})


def _variants(place: Place) -> Iterator[Variant]:
    term, objective = place.term, place.objective
    for name in term.by_value:
        rest = tuple(each for each in term.by_value if each != name)
        says = f"{name} is detached, and its gradient by the value of the term is left out"
        cure = f"add the term, detached, times the gradient of log q({name})"
        yield Variant(says, cure, replace(term, by_value=rest), kin=f"no value of {name}")
        freed = replace(term, by_value=rest, through=(*term.through, name))
        says = f"{name} has the gradient of its probabilities, straight through"
        cure = "weigh log q by the cost; or write {gradient = straight-through}"
        yield Variant(says, cure, freed, _straight(objective.draw(name)), kin=says)
    estimators = {objective.draw(name).estimator for name in ancestry(objective, term.by_value)}
    if "score" not in estimators:
        return
    for says, world in WORLDS.items():
        yield Variant(says, "", term, world, kin=says, is_harmless=True)
    says = "the baseline is the mean of all samples, its own among them, which makes a factor"
    yield Variant(says, "take the mean of the other samples", term, OWN, kin="own baseline")
    says = "the score function's gradient has the wrong sign: costs are rewarded"
    yield Variant(says, "weigh log q by the cost, and minimise", term, OPPOSITE, kin="sign")


MISTAKE = Mistake("score", 4, _variants)
