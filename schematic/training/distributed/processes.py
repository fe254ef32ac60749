"""Launch → World: this process, alone or among others, as the training loop sees it.

The loop is the same for one process and for several: it calls `World`, and `Alone` answers at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from schematic.training.device import find_device
from schematic.training.distributed.torchrun import Launch


class World(Protocol):
    """The processes that train together; all of them call each method, in the same order.

    Attributes:
        rank: the number of this process.
        size: how many there are.
        stretch: steps until they have to agree again, or None if they never have to.
    """

    rank: int
    size: int
    stretch: int | None

    @property
    def leads(self) -> bool:
        """Whether this process writes files and prints messages, as only the first does."""

    def find_device(self, name: str) -> torch.device:
        """Return the device of this process.

        Args:
            name: cpu, cuda, mps or auto.
        """

    def mean(self, values: Tensor) -> Tensor:
        """Return the mean of values [*shape] over all processes, [*shape] on the CPU."""

    def gather(self, values: Tensor) -> list[Tensor]:
        """Return the values [*shape] of every process in order of rank, on the CPU."""

    def send(self, values: Tensor | None, kind: torch.dtype, shape: tuple[int, ...]) -> Tensor:
        """Send a tensor of the first process to all.

        Args:
            values: the tensor, [*shape] on the CPU; None in the other processes.
            kind: its type.
            shape: its shape.
        """

    def lead(self, make: Callable[[], Any]) -> Any:
        """Let the first process make something that JSON can hold, and return it in all processes.

        An error of the first process ends all of them.
        """

    def agree(self, stop: bool, steps: int, seconds: float) -> bool:
        """Return whether any process wants to stop.

        Args:
            stop: whether this process does.
            steps: how many it made since the last time.
            seconds: how long they took, from which follows when to ask again.
        """

    def note_good(self, folder: Path, step: int) -> None:
        """Remember the last good checkpoint, and its step."""

    def resuming(self, folder: Path) -> str:
        """Return the command that goes on with a run."""


class Alone:
    """One process without a group: it answers every question for itself."""

    rank, size, leads = 0, 1, True
    stretch: int | None = None

    def find_device(self, name: str) -> torch.device:
        """Return the device of a name."""
        return find_device(name)

    def mean(self, values: Tensor) -> Tensor:
        """Return the values [*shape] as they are."""
        return values

    def gather(self, values: Tensor) -> list[Tensor]:
        """Return the values [*shape] as those of the only process."""
        return [values]

    def send(self, values: Tensor | None, kind: torch.dtype, shape: tuple[int, ...]) -> Tensor:
        """Return the tensor [*shape] as it is."""
        assert values is not None
        return values

    def lead(self, make: Callable[[], Any]) -> Any:
        """Return what is made."""
        return make()

    def agree(self, stop: bool, steps: int, seconds: float) -> bool:
        """Return whether this process wants to stop."""
        return stop

    def note_good(self, folder: Path, step: int) -> None:
        """Do nothing: there is nobody to tell."""

    def resuming(self, folder: Path) -> str:
        """Return the command that goes on with a run."""
        return f"sgm train {folder} --resume"


ALONE: World = Alone()


@contextmanager
def joined(launch: Launch | None) -> Iterator[World]:
    """Within this context, the processes that torchrun started train together.

    Without torchrun, this process is alone.

    Raises:
        TrainingError: the processes did not meet, or one of them was lost.
    """
    if launch is None:
        yield ALONE
        return
    from schematic.training.distributed.process_group import join

    with join(launch) as team:
        yield team
