"""The KL goes the other way: KL(p ‖ q) in the place of KL(q ‖ p)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.emit.kernels.reduce import per_example
from schematic.objective.terms import Divergence


def _standard(right: object, loc: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(0, 1) ‖ N(loc, σ²)), [B]."""
    return 0.5 * per_example((1 + loc**2) * torch.exp(-log_var) - 1 + log_var)


def _between(
    right: Callable[..., Tensor], loc: Tensor, log_var: Tensor, p_loc: Tensor, p_log_var: Tensor
) -> Tensor:
    return right(p_loc, p_log_var, loc, log_var)


def _of_logits(right: Callable[..., Tensor], logits: Tensor, p_logits: Tensor) -> Tensor:
    return right(p_logits, logits)


def _uniform(right: object, logits: Tensor, classes: int) -> Tensor:
    """KL(uniform ‖ Cat(softmax(logits))) up to a constant, [B]."""
    return -torch.log_softmax(logits, -1).mean(-1)


KERNELS: Mapping[str, Callable[..., Any]] = {
    "normal_kl": _standard,
    "normal_kl_between": _between,
    "bernoulli_kl_between": _of_logits,
    "categorical_kl_between": _of_logits,
    "categorical_kl_uniform": _uniform,
}
WORLD = World(kernels=KERNELS)


def _variants(place: Place) -> Iterator[Variant]:
    if isinstance(place.term.body, Divergence):
        says, cure = "the KL goes the other way, KL(p ‖ q)", "take KL(q ‖ p), q being inferred"
        yield Variant(says, cure, place.term, WORLD, kin="reversed KL")


MISTAKE = Mistake("reversed_kl", 20, _variants)
