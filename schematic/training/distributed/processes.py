"""Launch → World: this process, alone or among others, as the training loop sees it."""

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
    """The processes that train together. What has no `only` is to be called by all of them.

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
        """Whether this process writes files and speaks to the user; only the first does."""

    def find_device(self, name: str) -> torch.device:
        """The device of this process."""

    def mean(self, values: Tensor) -> Tensor:
        """The mean over all processes, on the CPU."""

    def gather(self, values: Tensor) -> list[Tensor]:
        """The values of every process, in order, on the CPU; all of one shape."""

    def send(self, values: Tensor | None, kind: torch.dtype, shape: tuple[int, ...]) -> Tensor:
        """A tensor that the first process has, on the CPU."""

    def lead(self, make: Callable[[], Any]) -> Any:
        """What the first process makes, which is JSON; an error of it ends all of them."""

    def agree(self, stop: bool, steps: int, seconds: float) -> bool:
        """Whether any process wants to stop.

        Args:
            stop: whether this one does.
            steps: made since the last time.
            seconds: that they took; so it is known when the next time is due.
        """

    def note_good(self, folder: Path, step: int) -> None:
        """Remember the last good checkpoint."""

    def resuming(self, folder: Path) -> str:
        """The command that goes on with a run."""


class Alone:
    """One process, without a group."""

    rank, size, leads = 0, 1, True
    stretch: int | None = None

    def find_device(self, name: str) -> torch.device:
        """The device of that name."""
        return find_device(name)

    def mean(self, values: Tensor) -> Tensor:
        """The values."""
        return values

    def gather(self, values: Tensor) -> list[Tensor]:
        """The values."""
        return [values]

    def send(self, values: Tensor | None, kind: torch.dtype, shape: tuple[int, ...]) -> Tensor:
        """The tensor."""
        assert values is not None
        return values

    def lead(self, make: Callable[[], Any]) -> Any:
        """What is made."""
        return make()

    def agree(self, stop: bool, steps: int, seconds: float) -> bool:
        """Whether to stop."""
        return stop

    def note_good(self, folder: Path, step: int) -> None:
        """Nothing."""

    def resuming(self, folder: Path) -> str:
        """The command that goes on with a run."""
        return f"sgm train {folder} --resume"


ALONE: World = Alone()


@contextmanager
def joined(launch: Launch | None) -> Iterator[World]:
    """Within: the processes that torchrun started are one; without any, this process is alone.

    Raises:
        TrainingError: the processes did not meet, or one of them was lost.
    """
    if launch is None:
        yield ALONE
        return
    from schematic.training.distributed.process_group import join

    with join(launch) as team:
        yield team
