"""The environment → Launch: what torchrun says about this process. It imports no torch."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from schematic.training.training_errors import TrainingError

NEEDED = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True)
class Launch:
    """What torchrun says about one of the processes that it started.

    Attributes:
        rank: the number of this process among all.
        size: how many there are.
        local_rank: its number on this machine, and that of its GPU.
        local_size: how many there are on this machine.
    """

    rank: int
    size: int
    local_rank: int
    local_size: int

    @property
    def machines(self) -> int:
        """How many machines there are, if all are alike."""
        return max(1, self.size // self.local_size)


def find_launch(environment: Mapping[str, str] = os.environ) -> Launch | None:
    """Return what torchrun says about this process; None where it did not start it.

    Raises:
        TrainingError: some of torchrun's variables are missing, or are not numbers.
    """
    missing = [name for name in NEEDED if name not in environment]
    if "RANK" in missing or "WORLD_SIZE" in missing:
        return None
    if missing:
        raise TrainingError(
            f"RANK and WORLD_SIZE are set, but not {', '.join(missing)}",
            "start with torchrun, or unset them to train in one process",
        )
    try:
        rank, size, local_rank = (int(environment[name]) for name in NEEDED[:3])
        local_size = int(environment.get("LOCAL_WORLD_SIZE", size))
    except ValueError as error:
        raise TrainingError(
            f"RANK, WORLD_SIZE and LOCAL_RANK are no numbers: {error}", "start with torchrun"
        ) from error
    return Launch(rank, size, local_rank, local_size)


def is_follower(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether another process of this training prints the messages."""
    launched = all(name in environment for name in NEEDED)
    return launched and environment["RANK"] != "0"
