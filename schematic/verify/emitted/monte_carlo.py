"""The emitted PyTorch → the mean of its losses under the noise that the model makes itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from schematic.verify.emitted.lattice import one_batch, random_batch
from schematic.verify.worlds.discretised import ROWS, Discretised


@dataclass(frozen=True)
class Averages:
    """Each player's mean loss over many batches, and the standard error of that mean."""

    means: Mapping[str, float]
    errors: Mapping[str, float]
    draws: int


BATCHES = 100


def averaged(model: Any, world: Discretised, seed: int, draws: int, *, coupled: bool) -> Averages:
    """The losses under the model's own noise, in BATCHES batches.

    Every row is equally often in each; where a loss compares examples, they are drawn at random.
    """
    repeats = max(1, math.ceil(draws / (BATCHES * ROWS)))
    found: dict[str, list[float]] = {}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for _ in range(BATCHES):
            batch = (random_batch if coupled else one_batch)(world, repeats)
            for player, loss in model.losses(batch).items():
                found.setdefault(player, []).append(loss.item())
    columns = {p: torch.tensor(v, dtype=torch.float64) for p, v in found.items()}
    return Averages(
        {player: float(values.mean()) for player, values in columns.items()},
        {player: float(values.std()) / math.sqrt(BATCHES) for player, values in columns.items()},
        BATCHES * ROWS * repeats,
    )
