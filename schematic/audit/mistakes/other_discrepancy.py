"""Two sets of codes are compared by another estimate of the MMD, or with another kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.emit.kernels.mmd import closeness
from schematic.objective.terms.discrepancy import Discrepancy

Closeness = Callable[[Tensor, Tensor, float], Tensor]
"""Examples [N, E] and [M, E], and a scale → how close each pair is, [N, M]."""


def _gaussian(width: Callable[[int], float]) -> Closeness:
    """exp(−‖l − r‖²/w), w being a function of the number of elements."""

    def close(left: Tensor, right: Tensor, scale: float) -> Tensor:
        squares = (left[:, None] - right[None]).square().sum(-1)
        return torch.exp(-squares / width(left.shape[1]))

    return close


def _mmd(close: Closeness, *, biased: bool) -> World:
    def mean(values: Tensor, scale: float) -> Tensor:
        pairs = close(values, values, scale)
        if biased:
            return pairs.mean()
        return (pairs.sum() - pairs.diagonal().sum()) / (len(values) * (len(values) - 1))

    def wrong(right: object, values: Tensor, priors: Tensor, scale: float, samples: int) -> Tensor:
        law = priors.flatten(1)
        each = [
            mean(part, scale) + mean(law, scale) - 2 * close(part, law, scale).mean()
            for part in values.flatten(1).chunk(samples)
        ]
        return torch.stack(each).mean()

    return World(kernels={"mmd_squared": wrong})


def _root(right: Callable[..., Tensor], *given: object, samples: int) -> Tensor:
    return right(*given, samples=samples).abs().sqrt()


KERNELS: Mapping[str, Closeness] = {
    "": closeness,
    "exp(−‖·‖²/2)": _gaussian(lambda elements: 2.0),
    "exp(−‖·‖²/E)": _gaussian(lambda elements: float(elements)),
    "exp(−‖·‖²/2E)": _gaussian(lambda elements: 2.0 * elements),
    "exp(−‖·‖²/E²)": _gaussian(lambda elements: float(elements) ** 2),
}
"""Kernels that people take, by how they are written; E is the number of elements of a code."""
BIASED = "pairs of an example with itself count, so that the estimate is biased"
ROOT = World(kernels={"mmd_squared": _root})
WORLDS = {
    (name, biased): _mmd(close, biased=biased)
    for name, close in KERNELS.items()
    for biased in (False, True)
    if name or biased
}


def _variants(place: Place) -> Iterator[Variant]:
    if not isinstance(place.term.body, Discrepancy):
        return
    for (name, biased), world in WORLDS.items():
        kernel = f"its kernel is {name}"
        says = f"{kernel}, and {BIASED}" if name and biased else kernel if name else BIASED
        cure = "leave out the diagonal, and divide by n (n − 1)" if biased else ""
        if name:
            wanted = "sum sC / (sC + ‖·‖²) over s = 0.1, 0.2, 0.5, 1, 2, 5, 10, C being 2 E σ²"
            cure = f"{wanted}; {cure}" if cure else wanted
        yield Variant(says, cure, place.term, world, kin=says)
    says = "the MMD is taken, and not its square"
    yield Variant(says, "leave out the square root", place.term, ROOT, kin=says)


MISTAKE = Mistake("other_discrepancy", 6, _variants)
