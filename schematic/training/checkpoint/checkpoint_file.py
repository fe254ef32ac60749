"""A training State ⇄ `checkpoint.safetensors`: parameters, optimizers, random states, step.

A checkpoint holds tensors and JSON, so reading one never runs code. The checkpoint before the last
is kept as `previous.safetensors`. The format does not depend on the number of processes: tensors
are whole, and the random states of every process are in the file. Only the first process writes
and reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from schematic.training.checkpoint.atomic_file import write_bytes
from schematic.training.device import noise_seed
from schematic.training.distributed.processes import ALONE, World
from schematic.training.training_errors import RunError

CURRENT, PREVIOUS = "checkpoint.safetensors", "previous.safetensors"
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


def save_checkpoint(state: State, folder: Path, world: World = ALONE) -> None:
    """Write a checkpoint, and keep the one before it.

    Raises:
        OSError: the file cannot be written, perhaps because the disk is full. The checkpoint that
            was there before is intact.
    """
    about = {"step": state.step, "seconds": state.seconds, "window": state.window}
    tensors = collect_tensors(state, world)

    def write() -> None:
        _write(folder, tensors, about)
        world.note_good(folder, state.step)  # at once, should another process be lost meanwhile

    world.lead(write)
    world.note_good(folder, state.step)


def _write(folder: Path, tensors: dict[str, Tensor], about: Mapping[str, Any]) -> None:
    content = save(tensors, metadata={"state": json.dumps(about)})
    current = folder / CURRENT
    fresh = folder / f".{CURRENT}.new"
    try:
        write_bytes(fresh, content)
        if current.exists():
            current.replace(folder / PREVIOUS)
        fresh.replace(current)
    finally:
        fresh.unlink(missing_ok=True)


@dataclass(frozen=True, eq=False)
class Archive:
    """A checkpoint that the first process has read.

    Attributes:
        world: all processes; each takes the same tensors in the same order.
        about: the step, the seconds and the window of the state, as JSON.
        forms: the type and shape of each tensor, by name.
        tensors: all tensors by name in the first process; empty in the others.
    """

    world: World
    about: Mapping[str, Any]
    forms: Mapping[str, tuple[str, list[int]]]
    tensors: Mapping[str, Tensor]

    def take(self, name: str) -> Tensor:
        """Return a tensor of any shape as a whole on the CPU; all processes call this together."""
        kind, shape = self.forms[name]
        return self.world.send(self.tensors.get(name), getattr(torch, kind), tuple(shape))

    def under(self, prefix: str) -> list[str]:
        """Return the names that begin with a prefix, without the prefix."""
        return [name.removeprefix(prefix) for name in self.forms if name.startswith(prefix)]


def load_checkpoint(state: State, folder: Path, world: World = ALONE, seed: int = 0) -> str | None:
    """Put the last readable checkpoint into a state, in place.

    Args:
        state: of the same model.
        folder: of the run.
        world: the processes that train; as many of them as before, or more, or fewer.
        seed: of the noise of a process whose random state is not in the checkpoint.

    Returns:
        None, or what is wrong with the last checkpoint where the one before it was taken.

    Raises:
        RunError: there is no checkpoint that fits the model.
    """
    faults: list[str] = []
    for name in (CURRENT, PREVIOUS):
        try:
            archive = _open(folder / name, world)
            if archive is None:
                continue
            _restore(state, archive, seed)
        except (ValueError, KeyError) as error:
            faults.append(f"{folder / name} cannot be used: {error.args[0]}")
        else:
            world.note_good(folder, state.step)
            return faults[0] if faults else None
    reason = "; ".join(faults) or f"there is no checkpoint in {folder}"
    raise RunError(reason, "train again: sgm train FILE --force")


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


def _open(path: Path, world: World) -> Archive | None:
    """Open a checkpoint; return None where there is no such file.

    Raises:
        ValueError: it cannot be read.
    """
    tensors: dict[str, Tensor] = {}
    found = world.lead(lambda: _read(path, tensors))
    if "fault" in found:
        raise ValueError(found["fault"])
    return Archive(world, found["about"], found["forms"], tensors) if found else None


def _read(path: Path, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Read a file: return its JSON and fill a dictionary with its tensors; {} without a file."""
    if not path.exists():
        return {}
    try:
        with safe_open(path, framework="pt") as archive:
            tensors |= {name: archive.get_tensor(name) for name in archive.keys()}  # noqa: SIM118
            about = json.loads((archive.metadata() or {})["state"])
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        return {"fault": str(error).splitlines()[0]}
    forms = {n: (str(v.dtype).removeprefix("torch."), list(v.shape)) for n, v in tensors.items()}
    return {"about": about, "forms": forms}


def _restore(state: State, archive: Archive, seed: int) -> None:
    """Put a checkpoint into a state; all processes do so together, in the same order.

    Raises:
        ValueError, KeyError: the checkpoint belongs to another model.
    """
    own = state.model.state_dict()
    if set(archive.under("model.")) != own.keys():
        raise ValueError("its parameters are those of another model")
    for name, parameter in own.items():
        _put(parameter, archive.take(f"model.{name}"))
    for player, optimizer in state.optimizers.items():
        _restore_optimizer(optimizer, archive, f"optimizer.{player}.")
    state.step, state.seconds = int(archive.about["step"]), float(archive.about["seconds"])
    state.window, state.recent = [list(map(float, row)) for row in archive.about["window"]], []
    _restore_random(archive, seed, state.step)


def _put(parameter: Tensor, values: Tensor) -> None:
    """Copy values into a parameter of the same shape, or this process's share of them."""
    if parameter.shape != values.shape:
        raise ValueError(f"a parameter of it is {list(values.shape)}, not {list(parameter.shape)}")
    with torch.no_grad():
        parameter.copy_(_share(values, parameter))


def _restore_optimizer(optimizer: torch.optim.Optimizer, archive: Archive, prefix: str) -> None:
    known = optimizer.state_dict()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    slots: dict[int, dict[str, Any]] = {}
    for name in archive.under(prefix):
        index, slot = name.split(".")
        values, parameter = archive.take(prefix + name), parameters[int(index)]
        is_share = values.shape == parameter.shape
        slots.setdefault(int(index), {})[slot] = _share(values, parameter) if is_share else values
    optimizer.load_state_dict({"state": slots, "param_groups": known["param_groups"]})


def _restore_random(archive: Archive, seed: int, step: int) -> None:
    """Restore the generators; a process without a saved state begins with a seed of its own."""
    rank = archive.world.rank
    states = {name: archive.take(f"random.{name}") for name in archive.under("random.")}
    if random_name("cpu", rank) not in states:
        torch.manual_seed(noise_seed(seed, rank, step))
        return
    torch.set_rng_state(states[random_name("cpu", rank)])
    if random_name("cuda", rank) in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states[random_name("cuda", rank)])
    if random_name("mps", rank) in states and torch.backends.mps.is_available():
        torch.mps.set_rng_state(states[random_name("mps", rank)])


def _whole(value: Tensor) -> Tensor:
    """Return the whole of a tensor that may be sharded; all processes call this together."""
    value = value.detach()
    return value.full_tensor() if hasattr(value, "full_tensor") else value


def _local(value: Tensor) -> Tensor:
    """Return the part of a tensor that this process holds."""
    return value.to_local() if hasattr(value, "to_local") else value


def _share(values: Tensor, like: Tensor) -> Tensor:
    """Return values sharded as another tensor is; as they are where that one is whole."""
    if not hasattr(like, "device_mesh"):
        return values
    from torch.distributed.tensor import DTensor, distribute_tensor

    assert isinstance(like, DTensor)
    return distribute_tensor(values.to(like.device), like.device_mesh, like.placements)
