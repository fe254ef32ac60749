"""What a net returns as a log-variance is read as something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.readings import ancestry

Read = Callable[[Tensor], Tensor]
"""A log-variance as it is misread → the log-variance that this amounts to."""


def _twice(log_var: Tensor) -> Tensor:
    return 2 * log_var


def _of_scale(scale: Tensor) -> Tensor:
    return 2 * scale.abs().log()


def _of_variance(variance: Tensor) -> Tensor:
    return variance.abs().log()


def _draw(right: object, loc: Tensor, log_var: Tensor, noise: Tensor) -> Tensor:
    return loc + torch.exp(log_var) * noise.reshape(loc.shape)


def _draw_raw(right: object, loc: Tensor, log_var: Tensor, noise: Tensor) -> Tensor:
    return loc + log_var * noise.reshape(loc.shape)


def _draw_softplus(right: object, loc: Tensor, raw: Tensor, noise: Tensor) -> Tensor:
    return loc + F.softplus(raw) * noise.reshape(loc.shape)


def _of_softplus(raw: Tensor) -> Tensor:
    return 2 * F.softplus(raw).log()


def _kernel(read: Read) -> Callable[..., Any]:
    def wrong(right: Callable[..., Any], *given: Any, **options: Any) -> Any:
        at = 1 if right.__name__ in _SECOND else 2
        return right(*given[:at], read(given[at]), *given[at + 1 :], **options)

    return wrong


_SECOND = ("normal_kl", "normal_kl_at", "normal_kl_between")
_DENSITIES = ("normal_nll", *_SECOND)


def _world(draw: Callable[..., Any] | None, read: Read | None) -> World:
    kernels = {} if draw is None else {"normal_draw": draw}
    if read is not None:
        kernels |= dict.fromkeys(_DENSITIES, _kernel(read))
    return World(kernels=kernels)


WORLDS = {
    "a sample is loc + exp(log_var) ε: the log-variance is read as the logarithm of σ": (
        "take σ = exp(½ log_var)",
        _world(_draw, None),
    ),
    "the log-variance is read as the logarithm of σ": (
        "take σ = exp(½ log_var)",
        _world(_draw, _twice),
    ),
    "σ is the softplus of what the net returns": (
        "take σ = exp(½ log_var)",
        _world(_draw_softplus, _of_softplus),
    ),
    "a density takes the log-variance for the logarithm of σ": (
        "take σ² = exp(log_var)",
        _world(None, _twice),
    ),
    "a sample is loc + log_var ε: the log-variance is read as σ": (
        "take σ = exp(½ log_var)",
        _world(_draw_raw, None),
    ),
    "the log-variance is read as σ": (
        "take σ = exp(½ log_var)",
        _world(_draw_raw, _of_scale),
    ),
    "a density takes the log-variance for σ": (
        "take σ = exp(½ log_var)",
        _world(None, _of_scale),
    ),
    "a density takes the log-variance for σ²": (
        "take σ² = exp(log_var)",
        _world(None, _of_variance),
    ),
}


def _variants(place: Place) -> Iterator[Variant]:
    objective, body = place.objective, place.term.body
    read = ancestry(objective, body.needs)
    families = {getattr(objective.draw(name).law, "family", "") for name in read}
    families |= {getattr(getattr(body, "law", None), "family", "")}
    if "Normal" in families:
        for says, (cure, world) in WORLDS.items():
            yield Variant(says, cure, place.term, world, kin=says)


MISTAKE = Mistake("log_variance", 25, _variants)
