"""`--dequantise`: new noise of one step in the pixels of every batch."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.data.preparation.dequantising import DRAWS, spread_pixels
from schematic.training.loop.batch_change import BatchChange, Change, Source
from schematic.training.options.batch_places import Place
from schematic.training.options.config import Config

Moments = tuple[Tensor, Tensor]


def prepare_noise(config: Config, events: dict[Place, tuple[int, ...]]) -> Change:
    """Return what dequantises the nodes of a batch whose pixels are known to have levels."""
    found = {place: event for place, event in events.items() if place.node in config.levels}
    moments = {place: _moments(config, place.node, event) for place, event in found.items()}

    def dequantise(columns: dict[Place, Tensor], source: Source) -> dict[Place, Tensor]:
        return {
            place: spread_pixels(
                columns[place],
                source.whole_numbers(DRAWS, event, f"dequantise {place}"),
                config.levels[place.node],
                _on(columns[place].device, moments[place]),
            )
            for place, event in found.items()
        }

    return dequantise


def _moments(config: Config, node: str, event: tuple[int, ...]) -> Moments | None:
    """The mean and the deviation of a node that is standardised; None of others."""
    if node not in config.standards:
        return None
    mean, deviation = config.standards[node].spread(event)
    return torch.as_tensor(mean), torch.as_tensor(deviation)


def _on(device: torch.device, moments: Moments | None) -> Moments | None:
    return None if moments is None else (moments[0].to(device), moments[1].to(device))


BATCH_CHANGE = BatchChange("dequantise", 20, prepare_noise)
