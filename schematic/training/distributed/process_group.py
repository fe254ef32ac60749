"""Launch → Team: several processes with a store and a group of collectives.

Everything but gradients is sent through gloo on the CPU, which fails at once when a process is
gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.distributed_c10d import PrefixStore, Store
from torch.distributed.rendezvous import rendezvous

from schematic.training.device import find_device
from schematic.training.distributed.failure_reports import Roll, conclude, watch
from schematic.training.distributed.torchrun import Launch
from schematic.training.training_errors import EndedElsewhereError, TrainingError

PATIENCE = timedelta(minutes=10)  # to wait for the others in a collective
PERIOD, LONGEST = 1.0, 100  # seconds between two agreements, and steps, at most
FAILED = -1


class Team:
    """This process among several that train together; it implements `World`."""

    def __init__(self, launch: Launch, store: Store) -> None:
        """Take what torchrun says, and a store that all processes see."""
        self.launch, self.rank, self.size = launch, launch.rank, launch.size
        self.roll = Roll(store, launch.rank, launch.size)
        self.stretch: int | None = 1
        self.good: tuple[Path, int] | None = None

    @property
    def leads(self) -> bool:
        """Whether this process is the first."""
        return self.rank == 0

    def find_device(self, name: str) -> torch.device:
        """Return the device of a name; where there are several GPUs, the one of this process."""
        device = find_device(name)
        if device.type != "cuda":
            return device
        count, number = torch.cuda.device_count(), self.launch.local_rank
        if number >= count:
            raise TrainingError(
                f"{self.launch.local_size} processes on a machine with {count} GPUs",
                f"give torchrun --nproc-per-node {count}",
            )
        torch.cuda.set_device(number)
        return torch.device("cuda", number)

    def mean(self, values: Tensor) -> Tensor:
        """Return the mean of values [*shape] over all processes, [*shape] on the CPU."""
        total = values.detach().to("cpu", copy=True)
        dist.all_reduce(total)
        return total / self.size

    def gather(self, values: Tensor) -> list[Tensor]:
        """Return the values [*shape] of every process in order of rank, on the CPU."""
        mine = values.detach().cpu().contiguous()
        found = [torch.empty_like(mine) for _ in range(self.size)]
        dist.all_gather(found, mine)
        return found

    def lead(self, make: Callable[[], Any]) -> Any:
        """Let the first process make something that JSON can hold, and return it in all processes.

        Raises:
            EndedElsewhereError: the first process failed; it raises its own error.
        """
        letters = torch.empty(0, dtype=torch.uint8)
        length = torch.tensor([FAILED])
        try:
            if self.leads:
                letters = torch.frombuffer(
                    bytearray(json.dumps(make()), "utf-8"), dtype=torch.uint8
                )
                length[0] = len(letters)
        finally:
            dist.broadcast(length, 0)
        if length.item() == FAILED:
            raise EndedElsewhereError
        letters = letters.resize_(int(length.item()))
        dist.broadcast(letters, 0)
        return json.loads(letters.numpy().tobytes())

    def send(self, values: Tensor | None, kind: torch.dtype, shape: tuple[int, ...]) -> Tensor:
        """Send a tensor of the first process to all; return it, [*shape] on the CPU."""
        sent = torch.empty(shape, dtype=kind) if values is None else values.contiguous()
        dist.broadcast(sent, 0)
        return sent

    def agree(self, stop: bool, steps: int, seconds: float) -> bool:
        """Return whether any process wants to stop.

        All processes set the same number of steps until they ask again, about a second later.
        """
        wishes, pause = self.mean(torch.tensor([stop, seconds], dtype=torch.float64)).tolist()
        self.stretch = min(LONGEST, max(1, int(PERIOD * steps / pause))) if pause else LONGEST
        return bool(wishes > 0)

    def note_good(self, folder: Path, step: int) -> None:
        """Remember the last good checkpoint, which messages mention when training fails."""
        self.good = (folder, step)

    def resuming(self, folder: Path) -> str:
        """Return the command that goes on with a run in as many processes."""
        machines = f"--nnodes {self.launch.machines} … " if self.launch.machines > 1 else ""
        start = f"torchrun {machines}--nproc-per-node {self.launch.local_size} -m schematic"
        return f"{start} train {folder} --resume"

    def how_to_go_on(self) -> tuple[str, str]:
        """Return what is left of the training, and the cure."""
        if self.good is None:
            return "there is no checkpoint yet", "start again"
        folder, step = self.good
        return (
            f"the checkpoint of step {step:,} in {folder} is good",
            f"go on with: {self.resuming(folder)}\n"
            f"        or in one process: sgm train {folder} --resume",
        )


@contextmanager
def join(launch: Launch) -> Iterator[Team]:
    """Within this context, the processes that torchrun started form a group.

    Raises:
        TrainingError: the processes did not meet, or one of them was lost.
        EndedElsewhereError: another process tells the user why all have ended.
    """
    team = _meet(launch)
    with watch(team.how_to_go_on):
        try:
            yield team
            dist.barrier()
        except BaseException as error:
            raise conclude(error, team.roll, team.how_to_go_on) from error
    dist.destroy_process_group()


def _meet(launch: Launch) -> Team:
    try:
        store = next(rendezvous("env://", timeout=PATIENCE))[0]
        dist.init_process_group(
            find_backend(),
            store=PrefixStore("group", store),
            rank=launch.rank,
            world_size=launch.size,
            timeout=PATIENCE,
        )
    except (dist.DistError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(
            f"rank {launch.rank} of {launch.size} did not meet the others: {reason}",
            "check the options of torchrun, and that the machines reach each other",
        ) from error
    return Team(launch, PrefixStore("team", store))


def find_backend() -> str:
    """Return the backend of the group: gloo for the CPU, NCCL for GPUs where it is installed."""
    has_nccl = torch.cuda.is_available() and dist.is_nccl_available()
    return "cpu:gloo,cuda:nccl" if has_nccl else "gloo"
