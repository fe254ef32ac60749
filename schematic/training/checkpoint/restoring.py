"""An Archive → a State, in place; what does not fit the model is refused before it is used.

A checkpoint may come from anywhere, and the kernels of an optimizer trust the shapes that they get,
so every shape and type is compared with that of the parameter.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from schematic.training.checkpoint.archive import Archive
from schematic.training.checkpoint.training_state import State, random_name, random_states
from schematic.training.device import noise_seed

SLOTS = {"step", "exp_avg", "exp_avg_sq"}  # what Adam keeps of a parameter


def restore(state: State, archive: Archive, seed: int) -> None:
    """Put a checkpoint into a state; all processes do so together, in the same order.

    Args:
        state: of a model.
        archive: a checkpoint of the same model.
        seed: of the noise of a process whose random state is not in the checkpoint.

    Raises:
        ValueError, KeyError: the checkpoint belongs to another model, or is damaged.
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
        number, _, slot = name.partition(".")
        index = int(number)
        if not 0 <= index < len(parameters):
            raise ValueError(f"its optimizer has no parameter {index}")
        values, parameter = archive.take(prefix + name), parameters[index]
        _check_slot(slot, values, parameter)
        is_share = slot != "step"
        slots.setdefault(index, {})[slot] = _share(values, parameter) if is_share else values
    if any(found.keys() != SLOTS for found in slots.values()):
        raise ValueError(f"its optimizer does not hold {', '.join(sorted(SLOTS))}")
    optimizer.load_state_dict({"state": slots, "param_groups": known["param_groups"]})


def _check_slot(slot: str, values: Tensor, parameter: Tensor) -> None:
    """Refuse what an optimizer keeps of a parameter, if it is not of the parameter's form."""
    shape = torch.Size() if slot == "step" else parameter.shape
    kind = torch.float32 if slot == "step" else parameter.dtype
    if (values.shape, values.dtype) != (shape, kind):
        raise ValueError(
            f"the {slot} of its optimizer is {values.dtype} {list(values.shape)}, "
            f"not {kind} {list(shape)}"
        )


def _restore_random(archive: Archive, seed: int, step: int) -> None:
    """Restore the generators; a process without a saved state begins with a seed of its own."""
    rank = archive.world.rank
    states = {name: archive.take(f"random.{name}") for name in archive.under("random.")}
    if random_name("cpu", rank) not in states:
        torch.manual_seed(noise_seed(seed, rank, step))
        return
    for device in random_states():
        if (state := states.get(random_name(device, rank))) is not None:
            _set_generator(device, state)


def _set_generator(device: str, state: Tensor) -> None:
    """Put a generator into a state, uint8 [bytes], and refuse what is not one of its states."""
    set_state = {"cpu": torch.set_rng_state, "cuda": torch.cuda.set_rng_state}
    try:
        set_state.get(device, torch.mps.set_rng_state)(state)
    except (RuntimeError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"its random state of {device} is not one: {reason}") from error


def _share(values: Tensor, like: Tensor) -> Tensor:
    """Return values sharded as another tensor is; as they are where that one is whole."""
    if not hasattr(like, "device_mesh"):
        return values
    from torch.distributed.tensor import DTensor, distribute_tensor

    assert isinstance(like, DTensor)
    return distribute_tensor(values.to(like.device), like.device_mesh, like.placements)
