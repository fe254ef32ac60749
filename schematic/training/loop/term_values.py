"""A model and a batch → the value of every term; the random generators are left as they were."""

from __future__ import annotations

from typing import Any

import torch

from schematic.emit.kernels.nets import evaluating
from schematic.training.device import fixed_noise
from schematic.training.log.csv_log import Terms
from schematic.training.loop.batches import Batch


def measure_terms(model: Any, batch: Batch, seed: int, device: torch.device) -> Terms:
    """Measure every term of every player's loss on a batch, with the noise of a seed.

    Nets are evaluated: none drops values, and batch norms use the statistics that they keep.

    Args:
        model: an emitted model.
        batch: values [B, *event] by node, perhaps by domain.
        seed: of the noise.
        device: where the model is.

    Returns:
        player → label → the term in nats, the mean over the batch.
    """
    with fixed_noise(seed, device), evaluating(model):
        terms = model.terms(batch)
    return {
        player: {label: value.detach().item() for label, value in found.items()}
        for player, found in terms.items()
    }
