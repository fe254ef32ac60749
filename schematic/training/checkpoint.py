"""A training State ⇄ `checkpoint.safetensors`: parameters, optimizers, random states, step.

Tensors and JSON only; nothing in a checkpoint is ever executed. The checkpoint before the last is
kept as `previous.safetensors`.
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

from schematic.training.atomic import write_bytes
from schematic.training.errors import RunError

CURRENT, PREVIOUS = "checkpoint.safetensors", "previous.safetensors"
Optimizers = Mapping[str, torch.optim.Optimizer]


@dataclass
class State:
    """What changes while a model trains.

    Attributes:
        model: an emitted model.
        optimizers: one a player.
        step: how many batches every player has seen.
        seconds: spent so far.
        recent: losses of the last steps, still tensors on the device.
        window: losses since the last line of the log, [steps][players].
    """

    model: nn.Module
    optimizers: Optimizers
    step: int = 0
    seconds: float = 0.0
    recent: list[Mapping[str, Tensor]] = field(default_factory=list)
    window: list[list[float]] = field(default_factory=list)


def save_checkpoint(state: State, folder: Path) -> None:
    """Write a checkpoint; the one before it is kept.

    Raises:
        OSError: the disk is full, say; the checkpoint before it is still there.
    """
    about = {"step": state.step, "seconds": state.seconds, "window": state.window}
    content = save(collect_tensors(state), metadata={"state": json.dumps(about)})
    current = folder / CURRENT
    fresh = folder / f".{CURRENT}.new"
    try:
        write_bytes(fresh, content)
        if current.exists():
            current.replace(folder / PREVIOUS)
        fresh.replace(current)
    finally:
        fresh.unlink(missing_ok=True)


def load_checkpoint(state: State, folder: Path) -> str | None:
    """Put the last readable checkpoint into a state, in place.

    Returns:
        What is wrong with the last checkpoint where the one before it was taken, else None.

    Raises:
        RunError: there is no checkpoint that fits the model.
    """
    faults: list[str] = []
    for name in (CURRENT, PREVIOUS):
        if not (folder / name).exists():
            continue
        try:
            _restore(state, folder / name)
        except (SafetensorError, OSError, ValueError, KeyError, RuntimeError) as error:
            faults.append(f"{folder / name} cannot be used: {str(error).splitlines()[0]}")
        else:
            return faults[0] if faults else None
    reason = "; ".join(faults) or f"there is no checkpoint in {folder}"
    raise RunError(reason, "train again: sgm train FILE --force")


def collect_tensors(state: State) -> dict[str, Tensor]:
    """Every tensor of a state under a name of its own, on the CPU."""
    tensors = {f"model.{name}": value for name, value in state.model.state_dict().items()}
    for player, optimizer in state.optimizers.items():
        for index, slots in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{player}.{index}.{slot}": v for slot, v in slots.items()}
    tensors |= {f"random.{device}": value for device, value in random_states().items()}
    return {name: value.detach().cpu().clone().contiguous() for name, value in tensors.items()}


def random_states() -> dict[str, Tensor]:
    """The state of every random generator in use."""
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    if torch.backends.mps.is_available():
        states["mps"] = torch.mps.get_rng_state()
    return states


def first_bad_parameter(model: nn.Module) -> str | None:
    """The name of a parameter that is no finite number, if there is one."""
    named = model.state_dict().items()
    return next((n for n, v in named if v.is_floating_point() and not v.isfinite().all()), None)


def _restore(state: State, path: Path) -> None:
    with safe_open(path, framework="pt") as archive:
        tensors = {name: archive.get_tensor(name) for name in archive.keys()}  # noqa: SIM118
        about = json.loads((archive.metadata() or {})["state"])
    state.model.load_state_dict(_under(tensors, "model."))
    for player, optimizer in state.optimizers.items():
        _restore_optimizer(optimizer, _under(tensors, f"optimizer.{player}."))
    _restore_random(_under(tensors, "random."))
    state.step, state.seconds = int(about["step"]), float(about["seconds"])
    state.window, state.recent = [list(map(float, row)) for row in about["window"]], []


def _restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    slots: dict[int, dict[str, Any]] = {}
    for name, value in tensors.items():
        index, slot = name.split(".")
        slots.setdefault(int(index), {})[slot] = value
    known = optimizer.state_dict()
    optimizer.load_state_dict({"state": slots, "param_groups": known["param_groups"]})


def _restore_random(states: Mapping[str, Tensor]) -> None:
    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"])
    if "mps" in states and torch.backends.mps.is_available():
        torch.mps.set_rng_state(states["mps"])


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): v for name, v in tensors.items() if name.startswith(prefix)}
