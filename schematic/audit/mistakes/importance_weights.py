"""The mean over importance weights is taken in another way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.terms import Reweighted
from schematic.objective.terms.importance_bound import ImportanceBound


def _of_costs(function: Callable[[Tensor], Tensor]) -> World:
    """The world whose bound is a function of −log w at every draw, [k, B] → [B]."""

    def wrong(right: object, *costs: Tensor, samples: int, below: int) -> Tensor:
        split = len(costs) - below
        cost = sum(costs[:split], torch.zeros_like(costs[0])) - sum(
            costs[split:], torch.zeros_like(costs[0])
        )
        return function(cost.reshape(samples, -1))

    return World(kernels={"importance_nll": wrong})


def _mean(cost: Tensor) -> Tensor:
    return cost.mean(0)


def _inverted(cost: Tensor) -> Tensor:
    return (torch.softmax(cost.detach(), 0) * cost).sum(0)


def _inverted_and_learnt(cost: Tensor) -> Tensor:
    return (torch.softmax(cost, 0) * cost).sum(0)


def _learnt(cost: Tensor) -> Tensor:
    return (torch.softmax(-cost, 0) * cost).sum(0)


def _over_batch(cost: Tensor) -> Tensor:
    return -torch.logsumexp(-cost.flatten(), 0).expand(cost.shape[1])


WORLDS: Mapping[str, tuple[str, World]] = {
    "the mean is taken of the logarithms of the weights, which is the evidence bound": (
        "take the logarithm of the mean: logsumexp over the draws, minus log k",
        _of_costs(_mean),
    ),
    "the importance weights are inverted: the worst draw weighs most": (
        "the weights are softmax(log w), of log w = log p(x, z) − log q(z|x)",
        _of_costs(_inverted),
    ),
    "the importance weights are inverted and carry gradient": (
        "the weights are softmax(log w), detached",
        _of_costs(_inverted_and_learnt),
    ),
    "the importance weights carry gradient": (
        "detach the weights, or write −logsumexp(log w)",
        _of_costs(_learnt),
    ),
    "the mean over the draws is one over the batch too, before the logarithm": (
        "take logsumexp over the draws of each example, and then the mean over the batch",
        _of_costs(_over_batch),
    ),
}


def _shares(function: Callable[[Tensor], Tensor]) -> World:
    """The world whose shares of draws are a function of their log-weights, [k, B] → [k, B]."""

    def wrong(
        right: object, *costs: Tensor, samples: int, scored: int, side: int, sign: int
    ) -> Tensor:
        zero = torch.zeros_like(costs[0])
        log_weights = sign * (sum(costs[side:], zero) - sum(costs[:side], zero))
        cost = sum(costs[:scored], zero).reshape(samples, -1)
        return (function(log_weights.reshape(samples, -1)) * cost).sum(0)

    return World(kernels={"reweighted_nll": wrong})


SHARES: Mapping[str, tuple[str, World]] = {
    "the importance weights carry gradient": (
        "detach the weights",
        _shares(lambda log_weights: torch.softmax(log_weights, 0)),
    ),
    "all draws have the same weight": (
        "the weights are softmax(log w), of log w = log p(x, z) − log q(z|x)",
        _shares(lambda log_weights: torch.full_like(log_weights, 1 / len(log_weights))),
    ),
    "the importance weights are inverted: the worst draw weighs most": (
        "the weights are softmax(log w), of log w = log p(x, z) − log q(z|x)",
        _shares(lambda log_weights: torch.softmax(-log_weights.detach(), 0)),
    ),
    "the importance weights are not divided by their sum": (
        "divide them by their sum over the draws",
        _shares(lambda log_weights: log_weights.detach().exp()),
    ),
}


def _variants(place: Place) -> Iterator[Variant]:
    if isinstance(place.term.body, Reweighted):
        for says, (cure, world) in SHARES.items():
            yield Variant(says, cure, place.term, world, kin=says)
    if isinstance(place.term.body, ImportanceBound):
        for says, (cure, world) in WORLDS.items():
            yield Variant(says, cure, place.term, world, kin=says)


MISTAKE = Mistake("importance_weights", 8, _variants)
