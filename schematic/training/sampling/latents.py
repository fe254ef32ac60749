"""A run that samples → its latents: what `sample` draws first, from laws of numbers.

Each value of a latent comes from base noise, a standard Normal or a uniform number an element. The
functions here go from one to the other, so that a latent can be given, moved and kept.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor

from schematic.emit import kernels
from schematic.families import FAMILIES, Ability, Family
from schematic.model.base_noise import noise_of_recipe
from schematic.program.ops import Prior, Recipe, Sample, one_by_one
from schematic.training.run.run_folder import Run


@dataclass(frozen=True)
class Latent:
    """A latent node that `sample` draws; or the noise from which it goes back along a diffusion.

    Attributes:
        node: its name.
        key: under which `noise` gives its base noise.
        event: the shape of its base noise for one example.
        classes: how many it has, 0 where its values are no classes.
        discrete: whether its values are finitely many, so that nothing lies between two of them.
        draw: how it is drawn.
        family: of its law.
    """

    node: str
    key: str
    event: tuple[int, ...]
    classes: int
    discrete: bool
    draw: Prior
    family: Family

    @property
    def size(self) -> int:
        """How many numbers it is made of."""
        return math.prod(self.event)


def latents_of(run: Run) -> tuple[Latent, ...]:
    """Return the latents of the first recipe of `sample`, in the order in which they are drawn."""
    return tuple(
        _latent(run, op)
        for recipe in run.model.program.samples[:1]
        for op in one_by_one(recipe.ops)
        if isinstance(op, Prior)
    )


def _latent(run: Run, op: Prior) -> Latent:
    node = run.setup.schematic.nodes[op.noise[-1]]
    family, classes = family_of(op.kernel), node.space.classes or 0
    discrete = Ability.REPARAMETERISE not in family.abilities
    return Latent(node.name, op.noise[0], op.shape, classes, discrete, op, family)


@cache
def family_of(kernel: str) -> Family:
    """Return the family whose draws a kernel makes."""
    return next(f for f in FAMILIES.values() if any(form.draw == kernel for form in f.forms))


@cache
def _kernel(name: str) -> Any:
    """The function of `emit/kernels` of this name."""
    names = (module.name for module in pkgutil.iter_modules(kernels.__path__))
    modules = (importlib.import_module(f"{kernels.__name__}.{each}") for each in names)
    return next(vars(module)[name] for module in modules if name in vars(module))


def draw_noise(latent: Latent, n: int, like: Tensor) -> Tensor:
    """Draw base noise [n, *event] of a latent from the global generator."""
    draw = torch.randn if latent.family.noise == "normal" else torch.rand
    return draw((n, *latent.event), dtype=like.dtype, device=like.device)


def value_of(latent: Latent, noise: Tensor) -> Tensor:
    """Return the values [n, *event] that a latent has at base noise; of classes, int64 [n]."""
    op = latent.draw
    value: Tensor = _kernel(op.kernel)(tuple(noise.shape), *op.numbers, noise, noise)
    return value


def noise_of(latent: Latent, value: Tensor, like: Tensor) -> Tensor | None:
    """Return base noise [n, *event] that gives these values; None where the family tells none."""
    to_noise = latent.family.to_noise
    if to_noise is None:
        return None
    noise: Tensor = to_noise(value.to(like.device, like.dtype), *latent.draw.numbers)
    return noise


def noise_at_score(latent: Latent, score: Tensor) -> Tensor:
    """Return the base noise of a latent at standard scores: −3 … 3 covers nearly all of its law.

    A score is the value of a standard Normal; a law that is drawn from uniform numbers has its
    quantile there.
    """
    return score if latent.family.noise == "normal" else 0.5 * torch.erfc(-score / math.sqrt(2))


def fixed_inner_noise(
    run: Run, recipe: Recipe, n: int, way: Mapping[str, Any], like: Tensor
) -> dict[str, Tensor]:
    """Return the same base noise for n examples, for whatever a recipe draws after its latents.

    It comes from the global generator. Without it, what lies between a latent and the data would
    change from one example to the next, even where the latent stays.
    """
    kernel = {op.noise[0][0]: op.kernel for op in one_by_one(recipe.ops) if isinstance(op, Sample)}
    first = {op.noise[0] for op in one_by_one(recipe.ops) if isinstance(op, Prior)}
    found: dict[str, Tensor] = {}
    for each in noise_of_recipe(run.setup.schematic, recipe, n, way):
        name = each.names[0]
        if name in first:
            continue
        is_uniform = name in kernel and family_of(kernel[name]).noise == "uniform"
        draw = torch.rand if is_uniform else torch.randn
        copies = (each.copies,) if each.apart else ()
        shape = (*copies, 1, *(each.event or ()))
        whole = (*copies, n, *(each.event or ()))
        found[name] = draw(shape, dtype=like.dtype, device=like.device).expand(whole)
    return found
