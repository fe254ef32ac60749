"""The penalty on the discriminator's slope is another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.terms import Penalty

Judge = Callable[..., Tensor]
Ends = Sequence[Tensor]


def _norm(right: Callable[..., Tensor], judge: Judge, *ends: Any) -> Tensor:
    """‖∇D‖ between both ends, [B], read off the penalties of D and of 2 D.

    They are (n − 1)² and (2 n − 1)², so that n² is half of the second, less the first, plus a half.
    """
    once, twice = right(judge, *ends), right(lambda *points: 2 * judge(*points), *ends)
    return torch.sqrt((0.5 * twice - once + 0.5).clamp(min=1e-12))


def _of_norm(function: Callable[[Tensor], Tensor]) -> World:
    def wrong(right: Callable[..., Tensor], judge: Judge, *ends: Any) -> Tensor:
        return function(_norm(right, judge, *ends))

    return World(kernels={"gradient_penalty": wrong})


def _at(place: Callable[[Tensor], Tensor]) -> World:
    def wrong(
        right: Callable[..., Tensor], judge: Judge, real: Ends, fake: Ends, u: Tensor
    ) -> Tensor:
        return right(judge, real, fake, place(u))

    return World(kernels={"gradient_penalty": wrong})


def _of_mean(right: Callable[..., Tensor], judge: Judge, *ends: Any) -> Tensor:
    """The slope of the mean of D over the batch."""
    return right(lambda *points: judge(*points) / len(points[0]), *ends)


def _of_batch(right: Callable[..., Tensor], judge: Judge, *ends: Any) -> Tensor:
    norms = _norm(right, judge, *ends)
    return ((norms.square().sum().sqrt() - 1) ** 2).expand(len(norms))


def _of_elements(right: Callable[..., Tensor], judge: Judge, *ends: Any) -> Tensor:
    """The mean of (g − 1)² over the elements g of the slope, [B]."""
    found: list[Tensor] = []

    def kept(*points: Tensor) -> Tensor:
        found[:] = [point for point in points if point.requires_grad]
        return judge(*points)

    right(kept, *ends)
    slopes = torch.autograd.grad(judge(*found).sum(), found, create_graph=True)
    return torch.cat([((slope.flatten(1) - 1) ** 2) for slope in slopes], 1).mean(1)


WORLDS: Mapping[str, World] = {
    "the penalty is ‖∇D‖², which pulls the slope to 0": _of_norm(torch.square),
    "the penalty is ‖∇D‖ − 1 without the square": _of_norm(lambda norm: norm - 1),
    "the penalty is one-sided: slopes below 1 are free": _of_norm(
        lambda norm: torch.relu(norm - 1) ** 2
    ),
    "the penalty is (‖∇D‖² − 1)²": _of_norm(lambda norm: (norm**2 - 1) ** 2),
    "the slope is taken at real examples": _at(torch.ones_like),
    "the slope is taken at fake examples": _at(torch.zeros_like),
    "the slope is that of D's mean over the batch, and so B times too small": World(
        kernels={"gradient_penalty": _of_mean}
    ),
    "one norm is taken of the slopes of all examples together": World(
        kernels={"gradient_penalty": _of_batch}
    ),
    "each element of the slope is held to 1, and not its norm": World(
        kernels={"gradient_penalty": _of_elements}
    ),
}
MIRRORED = _at(lambda u: 1 - u)


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if not isinstance(body, Penalty):
        return
    noise = body.factor.child
    says = f"the noise `{noise}` is the share of the fake example here, and not of the real one"
    cure = "take x̂ = u · real + (1 − u) · fake"
    yield Variant(says, cure, place.term, MIRRORED, kin="mirrored", is_harmless=True)
    for says, world in WORLDS.items():
        cure = "take (‖∇D‖ − 1)² at x̂ = u · real + (1 − u) · fake"
        yield Variant(says, cure, place.term, world, kin=says)


MISTAKE = Mistake("slope", 9, _variants)
