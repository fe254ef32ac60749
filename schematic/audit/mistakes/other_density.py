"""Data are scored by the density of another family."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.emit.kernels.bernoulli import bernoulli_nll
from schematic.emit.kernels.continuous_bernoulli import continuous_bernoulli_nll
from schematic.emit.kernels.reduce import per_example
from schematic.objective.terms import LogDensity

Score = Callable[[Tensor, Tensor], Tensor]
"""Values and the mean that is predicted, [B, …] each → a cost an example, [B]."""


def _squares(value: Tensor, mean: Tensor) -> Tensor:
    return 0.5 * per_example((value - mean) ** 2)


def _absolute(value: Tensor, mean: Tensor) -> Tensor:
    return per_example((value - mean).abs())


def _of_logits(score: Score) -> Callable[..., Any]:
    return lambda right, value, logits: score(value, torch.sigmoid(logits))


def _of_loc(score: Score) -> Callable[..., Any]:
    return lambda right, value, loc, *rest: score(value, loc)


def _raw_score(score: Score) -> Callable[..., Any]:
    return lambda right, value, logits: score(value, logits)


SQUARES = "squared errors, a Normal of scale 1"
ABSOLUTE = "absolute errors, a Laplace of scale 1"
_BITS = ("bernoulli_nll", "continuous_bernoulli_nll")
_NUMBERS = ("normal_nll", "normal_nll_at", "laplace_nll", "laplace_nll_at")


def _world(score: Score) -> World:
    kernels = dict.fromkeys(_BITS, _of_logits(score)) | dict.fromkeys(_NUMBERS, _of_loc(score))
    return World(kernels=kernels)


def _raw_world(score: Score) -> World:
    return World(kernels=dict.fromkeys(_BITS, _raw_score(score)))


def _bits(right: Callable[..., Any], value: Tensor, logits: Tensor, *rest: Any) -> Any:
    return bernoulli_nll(value, logits)


def _continuous(right: Callable[..., Any], value: Tensor, logits: Tensor, *rest: Any) -> Any:
    return continuous_bernoulli_nll(value, logits)


WORLDS: Mapping[str, World] = {
    SQUARES: _world(_squares),
    ABSOLUTE: _world(_absolute),
    f"{SQUARES}, of logits without their sigmoid": _raw_world(_squares),
    f"{ABSOLUTE}, of logits without their sigmoid": _raw_world(_absolute),
    "a cross-entropy, a Bernoulli": World(
        kernels=dict.fromkeys(("continuous_bernoulli_nll", *_NUMBERS), _bits)
    ),
    "a continuous Bernoulli": World(kernels={"bernoulli_nll": _continuous}),
}


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if isinstance(body, LogDensity):
        family = getattr(body.law, "family", "")
        for what, world in WORLDS.items():
            says, cure = f"the score is {what}", f"the drawing says {family}"
            yield Variant(says, cure, place.term, world, kin=what)


MISTAKE = Mistake("other_density", 28, _variants)
