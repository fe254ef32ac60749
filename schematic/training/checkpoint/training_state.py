"""The State of a training: everything that changes while a model trains, with its tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from schematic.training.distributed.processes import ALONE, World

Optimizers = Mapping[str, torch.optim.Optimizer]


@dataclass
class State:
    """Everything that changes while a model trains.

    Attributes:
        model: an emitted model.
        optimizers: one for each player; empty where the model is not trained further.
        step: how many batches every player has seen.
        seconds: of training so far.
        recent: the losses of the last steps by player, each a scalar tensor on the device, in nats.
        window: the losses since the last line of the log, in nats, indexed [step][player].
    """

    model: nn.Module
    optimizers: Optimizers
    step: int = 0
    seconds: float = 0.0
    recent: list[Mapping[str, Tensor]] = field(default_factory=list)
    window: list[list[float]] = field(default_factory=list)


def collect_tensors(state: State, world: World = ALONE) -> dict[str, Tensor]:
    """Return every tensor of a state by name, each whole, in its own shape, on the CPU."""
    tensors = {f"model.{name}": value for name, value in state.model.state_dict().items()}
    for player, optimizer in state.optimizers.items():
        for index, slots in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{player}.{index}.{slot}": v for slot, v in slots.items()}
    for device, mine in random_states().items():
        states = enumerate(world.gather(mine))
        tensors |= {f"random.{random_name(device, rank)}": state for rank, state in states}
    return {name: _whole(value).cpu().clone().contiguous() for name, value in tensors.items()}


def random_name(device: str, rank: int) -> str:
    """Return the name of a process's random state: `cpu` for the first, `cpu.1` for the next."""
    return f"{device}.{rank}" if rank else device


def random_states() -> dict[str, Tensor]:
    """Return the state of every random generator in use, uint8 [bytes] by type of device."""
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    if torch.backends.mps.is_available():
        states["mps"] = torch.mps.get_rng_state()
    return states


def first_bad_parameter(model: nn.Module, world: World = ALONE) -> str | None:
    """Return the name of a parameter with a value that is not finite, or None."""
    names = [name for name, v in model.state_dict().items() if v.is_floating_point()]
    mine = model.state_dict()
    bad = torch.tensor([not _local(mine[name]).isfinite().all() for name in names])
    anywhere = world.mean(bad.float()).tolist()
    return next((name for name, share in zip(names, anywhere, strict=True) if share), None)


def _whole(value: Tensor) -> Tensor:
    """Return the whole of a tensor that may be sharded; all processes call this together."""
    value = value.detach()
    return value.full_tensor() if hasattr(value, "full_tensor") else value


def _local(value: Tensor) -> Tensor:
    """Return the part of a tensor that this process holds."""
    return value.to_local() if hasattr(value, "to_local") else value
