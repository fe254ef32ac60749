"""A run → walks on which all of its latents go from one draw, or one example, to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from schematic.graph.names import greek
from schematic.training.run.run_folder import Run
from schematic.training.sampling.latents import Latent, latents_of
from schematic.training.sampling.walk_starts import (
    COLUMNS,
    Walk,
    draw_walk,
    find_start,
    sampling_way,
)
from schematic.training.training_errors import TrainingError

PAIRS = 5
"""Rows of a walk between draws."""


def interpolate(
    run: Run,
    words: Mapping[str, Sequence[str]],
    columns: int | None,
    seed: int,
    **options: Any,
) -> Walk:
    """Go from one draw of the latents to another; or from one example that is given to the next.

    A latent with a Normal law moves along the sphere, so that what lies between two draws is as
    likely as they are; others along a line; what is discrete takes the nearer end's value.

    Args:
        run: an opened run.
        words: what is given, by node: examples from which latents are inferred, or latents, two
            for each row.
        columns: how many values a row has, with both ends; 11 where nobody says.
        seed: of the draws.
        options: `steps` and `ode` of a way back along a diffusion.

    Raises:
        TrainingError: the ends are not two for each row, or nothing lies between them.
    """
    way, count = sampling_way(run), columns or COLUMNS
    latents = latents_of(run)
    if not latents:
        raise TrainingError(
            f"{run.setup.schematic.name} draws no latent to sample, so nothing lies between two",
            "see `sgm sample RUN`",
        )
    start = find_start(run, way, words, 2 * PAIRS, seed, in_pairs=True)
    share = torch.linspace(0, 1, count) if count > 1 else torch.tensor([0.5])
    noise = {each.key: _between(each, start.noise[each.key], share) for each in latents}
    given = {name: each[::2].repeat_interleave(count, 0) for name, each in start.given.items()}
    drawn = draw_walk(run, way, noise, given, seed, options)
    rows = len(drawn.values) // count
    shares = tuple(f"{each:.2g}" for each in share.tolist())
    is_given = any(latent.node in words for latent in latents)
    ends = "two values" if is_given else "two draws"
    if way.target in words:
        ends = "the codes of two examples"
    bent = [greek(each.node) for each in latents if _is_bent(each)]
    how = f"{', '.join(bent)} on the sphere" if bent else "on a line"
    return Walk(drawn, f"between {ends}, {how}", ("",) * rows, shares, start.notes)


def _is_bent(latent: Latent) -> bool:
    """Whether a latent goes along the sphere, where its law has nearly all of its mass."""
    return latent.family.noise == "normal" and latent.size > 1


def _between(latent: Latent, ends: Tensor, share: Tensor) -> Tensor:
    """Base noise [rows · len(share), *event] on the way from ends[0] to ends[1], and so on."""
    part = share.to(ends.device, ends.dtype)
    rows = len(ends) // 2
    first, last = ends.reshape(rows, 2, 1, -1).unbind(1)
    weight = part.reshape(1, -1, 1)
    if latent.discrete:
        found = torch.where(weight < 0.5, first, last)
    elif _is_bent(latent):
        found = along_sphere(first, last, weight)
    else:
        found = first + weight * (last - first)
    return found.reshape(rows * len(part), *latent.event)


def along_sphere(first: Tensor, last: Tensor, weight: Tensor) -> Tensor:
    """Points between two, [rows, n, d]: the direction turns evenly, the length changes evenly.

    Args:
        first: where they start, [rows, 1, d].
        last: where they end, [rows, 1, d].
        weight: how far each is on the way, [1, n, 1].
    """
    lengths = [end.norm(dim=-1, keepdim=True).clamp_min(1e-12) for end in (first, last)]
    units = first / lengths[0], last / lengths[1]
    angle = (units[0] * units[1]).sum(-1, keepdim=True).clamp(-1, 1).acos()
    is_flat = angle.sin() < 1e-4  # one direction, or opposite ones: no plane tells where to turn
    safe = torch.where(is_flat, torch.ones_like(angle), angle)
    turned = ((1 - weight) * safe).sin() * units[0] + (weight * safe).sin() * units[1]
    length = lengths[0] + weight * (lengths[1] - lengths[0])
    return torch.where(is_flat, first + weight * (last - first), length * turned / safe.sin())
