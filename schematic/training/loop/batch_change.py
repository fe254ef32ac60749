"""A batch of training → the same, flipped or dequantised: `BATCH_CHANGES` holds how.

Each change is a file of `schematic/training/loop/batch_changes/`, called like the option that asks
for it; to add one is to add its file and its option. What is random in it follows from the seed of
the run and the number of the batch, so a resumed run changes its batches as it would have. Only
training examples are changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.rooms import Rooms
from schematic.training.options.batch_places import Place
from schematic.training.options.config import Config


@dataclass(frozen=True)
class Source:
    """Where the random numbers of a batch come from.

    Attributes:
        seed: of the run.
        number: of the batch, from 0.
        examples: in the batch, of all processes together.
        share: which of them this process has.
        device: where the numbers are drawn.
    """

    seed: int
    number: int
    examples: int
    share: slice
    device: torch.device

    def whole_numbers(self, below: int, event: Sequence[int], purpose: str) -> Tensor:
        """Draw numbers int32 [B, *event] from 0 to `below` − 1.

        They are drawn for the whole batch, so that it is the same however many processes share it.

        Args:
            below: one more than the largest.
            event: the shape of the numbers of an example.
            purpose: what they are for; the numbers of one purpose are the same.
        """
        digest = hashlib.sha256(f"{self.seed} {self.number} {purpose}".encode()).digest()
        generator = torch.Generator(self.device)
        generator.manual_seed(int.from_bytes(digest[:8], "big") % 2**63)
        shape = (self.examples, *event)
        drawn = torch.randint(
            below, shape, generator=generator, device=self.device, dtype=torch.int32
        )
        return drawn[self.share]


Change = Callable[[dict[Place, Tensor], Source], dict[Place, Tensor]]
"""The columns of a batch [B, *event] by their places → the columns that are others after it."""


@dataclass(frozen=True)
class BatchChange:
    """One change of batches.

    Attributes:
        name: the option that asks for it.
        place: where it stands among the others; the smallest comes first.
        prepare: the options of a run, and the places and shapes of its columns → the change.
        told: what is done, for the user; "" where something else tells it.
    """

    name: str
    place: int
    prepare: Callable[[Config, dict[Place, tuple[int, ...]]], Change]
    told: str = ""


BATCH_CHANGES: Rooms[BatchChange] = Rooms(
    "schematic.training.loop.batch_changes", "BATCH_CHANGE", BatchChange
)


def asked_rooms(config: Config) -> list[BatchChange]:
    """Return the changes that the options of a run ask for, in their order."""
    rooms = sorted(BATCH_CHANGES.values(), key=lambda room: room.place)
    return [room for room in rooms if getattr(config, room.name)]


def batch_changes(config: Config, events: dict[Place, tuple[int, ...]]) -> tuple[Change, ...]:
    """Return what is done to each batch of a run.

    Args:
        config: the options of the run.
        events: the place of each column → the shape of an example.

    Raises:
        DataError: a change that is asked for fits none of the columns.
    """
    return tuple(room.prepare(config, events) for room in asked_rooms(config))
