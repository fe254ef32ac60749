"""The State of a training: everything that changes while a model trains, with its tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from schematic.model.without_compiler import without_compiler
from schematic.training.checkpoint.metadata import Lowest
from schematic.training.distributed.processes import ALONE, World

Optimizers = Mapping[str, torch.optim.Optimizer]
Values = dict[str, Tensor]
AVERAGE, BEST = "average", "best"
VIEWS = (BEST, AVERAGE)
"""Other values of a model's tensors that a training may keep; whoever opens a run gets the first
that is there."""


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
        saved: the step of the last good checkpoint on the disk; None before there is one.
        texts: the small files that a run cannot be opened without, by name; each checkpoint
            carries them.
        views: other values of the model's tensors that are kept, by view and name.
        lowest: the lowest held-out loss so far; None where nobody waits for a lower one.
        scalers: of each player's loss, where the nets compute in fp16; else {}.
    """

    model: nn.Module
    optimizers: Optimizers
    step: int = 0
    seconds: float = 0.0
    recent: list[Mapping[str, Tensor]] = field(default_factory=list)
    window: list[list[float]] = field(default_factory=list)
    saved: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    views: dict[str, Values] = field(default_factory=dict)
    lowest: Lowest | None = None
    scalers: Mapping[str, torch.amp.GradScaler] = field(default_factory=dict)


def collect_tensors(state: State, world: World = ALONE) -> dict[str, Tensor]:
    """Return every tensor of a state by name, each whole, in its own shape, on the CPU."""
    tensors = {f"model.{name}": value for name, value in state.model.state_dict().items()}
    for view, values in state.views.items():
        tensors |= {f"{view}.{name}": value for name, value in values.items()}
    for player, optimizer in state.optimizers.items():
        with without_compiler():
            slots_of = optimizer.state_dict()["state"]
        for index, slots in slots_of.items():
            tensors |= {f"optimizer.{player}.{index}.{slot}": v for slot, v in slots.items()}
    for device, mine in random_states().items():
        states = enumerate(world.gather(mine))
        tensors |= {f"random.{random_name(device, rank)}": state for rank, state in states}
    return {name: _whole(value).cpu().clone().contiguous() for name, value in tensors.items()}


def averaged_names(model: nn.Module) -> list[str]:
    """Return what an average is kept of: all parameters, and the buffers that hold real numbers."""
    return [name for name, value in model.state_dict().items() if value.is_floating_point()]


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


def parameter_order(state: State) -> dict[str, list[str]]:
    """Return the names of each player's parameters, in the order of its optimizer."""
    names = {id(value): name for name, value in state.model.named_parameters()}
    return {
        player: [names[id(value)] for value in _parameters(optimizer)]
        for player, optimizer in state.optimizers.items()
    }


def first_bad_value(state: State, world: World = ALONE) -> str | None:
    """Return what holds a value that is not finite, or None: a parameter, or an average of Adam."""
    parts = dict(_floating(state))
    bad = torch.tensor([not local_part(value).isfinite().all() for value in parts.values()])
    anywhere = world.mean(bad.float()).tolist()
    return next((name for name, share in zip(parts, anywhere, strict=True) if share), None)


def _floating(state: State) -> Iterator[tuple[str, Tensor]]:
    """Yield every tensor of real numbers of a state, with what to call it."""
    for name, value in state.model.state_dict().items():
        if value.is_floating_point():
            yield f"the parameter `{name}`", value
    for view, values in state.views.items():
        for name, value in values.items():
            if value.is_floating_point():
                yield f"the {view} of `{name}`", value
    order = parameter_order(state)
    for player, optimizer in state.optimizers.items():
        for name, parameter in zip(order[player], _parameters(optimizer), strict=True):
            for slot, value in optimizer.state.get(parameter, {}).items():
                yield f"the {slot} of `{name}`", value


def _parameters(optimizer: torch.optim.Optimizer) -> list[Tensor]:
    return [value for group in optimizer.param_groups for value in group["params"]]


def _whole(value: Tensor) -> Tensor:
    """Return the whole of a tensor that may be sharded; all processes call this together."""
    value = value.detach()
    return value.full_tensor() if hasattr(value, "full_tensor") else value


def local_part(value: Tensor) -> Tensor:
    """Return the part of a tensor that this process holds."""
    return value.to_local() if hasattr(value, "to_local") else value
