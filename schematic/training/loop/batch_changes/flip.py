"""`--flip`: images of training are mirrored left to right, one half of them in every batch."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.data import DataError
from schematic.data.preparation.image_changes import is_image
from schematic.training.loop.batch_change import BatchChange, Change, Source
from schematic.training.options.batch_places import Place
from schematic.training.options.config import Config


def prepare_flip(config: Config, events: dict[Place, tuple[int, ...]]) -> Change:
    """Return what flips the images of a batch; those of one example are flipped together.

    Raises:
        DataError: no node takes images.
    """
    found = [place for place, event in events.items() if is_image(event)]
    if not found:
        shapes = ", ".join(f"{place.node} {list(event)}" for place, event in events.items())
        raise DataError(
            f"--flip is for images [channels, height, width]; the data nodes have the shapes "
            f"{shapes}",
            "leave --flip out",
        )

    def flip(columns: dict[Place, Tensor], source: Source) -> dict[Place, Tensor]:
        turned = {
            domain: source.whole_numbers(2, (1, 1, 1), f"flip {domain}").bool()
            for domain in dict.fromkeys(place.domain for place in found)
        }
        return {
            place: torch.where(turned[place.domain], columns[place].flip(-1), columns[place])
            for place in found
        }

    return flip


BATCH_CHANGE = BatchChange(
    "flip", 10, prepare_flip, "half of the images of every batch of training are flipped"
)
