"""An Archive that fits a State → that State, in place."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from schematic.model.without_compiler import without_compiler
from schematic.training.checkpoint.archive import Archive
from schematic.training.checkpoint.training_state import (
    BEST,
    VIEWS,
    State,
    random_name,
    random_states,
)
from schematic.training.device import noise_seed


def restore(state: State, archive: Archive, seed: int, *, raw: bool = True) -> None:
    """Put a checkpoint into a state; all processes do so together, in the same order.

    Args:
        state: of a model.
        archive: a checkpoint that fits it, as `validity.check_fits` says.
        seed: of the noise of a process whose random state is not in the checkpoint.
        raw: whether the model gets the parameters of the last step, not those of a view.
    """
    view = None if raw else next(filter(archive.under, (f"{each}." for each in VIEWS)), None)
    for name, parameter in state.model.state_dict().items():
        is_viewed = view is not None and f"{view}{name}" in archive.forms
        _fill(parameter, archive.take(f"{view if is_viewed else 'model.'}{name}"))
    _make_room_for_best(state, archive)
    for each, kept in state.views.items():
        for name, value in kept.items():
            _fill(value, archive.take(f"{each}.{name}"))
    for player, optimizer in state.optimizers.items():
        _restore_optimizer(optimizer, archive, f"optimizer.{player}.")
    metadata = archive.metadata
    state.step, state.seconds = metadata.step, metadata.seconds
    state.window, state.recent = metadata.window, []
    state.lowest = metadata.lowest
    for player, scaler in state.scalers.items():
        if player in metadata.scales:
            scaler.load_state_dict(dict(metadata.scales[player]))
    _restore_random(archive, seed, state.step)


def _make_room_for_best(state: State, archive: Archive) -> None:
    """Let a state that trains have the best parameters if, and only if, the checkpoint has some."""
    if not state.optimizers or not archive.under(f"{BEST}."):
        state.views.pop(BEST, None)
    elif BEST not in state.views:
        own = state.model.state_dict()
        state.views[BEST] = {name: value.detach().clone() for name, value in own.items()}


def _fill(place: Tensor, values: Tensor) -> None:
    """Put the whole of a tensor [*shape] into one that may be sharded, in place."""
    with torch.no_grad():
        place.copy_(_share(values, place))


def _restore_optimizer(optimizer: torch.optim.Optimizer, archive: Archive, prefix: str) -> None:
    with without_compiler():
        known = optimizer.state_dict()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    slots: dict[int, dict[str, Any]] = {}
    for name in archive.under(prefix):
        number, _, slot = name.partition(".")
        values, parameter = archive.take(prefix + name), parameters[int(number)]
        is_share = slot != "step"
        kept = slots.setdefault(int(number), {})
        kept[slot] = _share(values, parameter) if is_share else values
    with without_compiler():
        optimizer.load_state_dict({"state": slots, "param_groups": known["param_groups"]})


def _restore_random(archive: Archive, seed: int, step: int) -> None:
    """Restore the generators; a process without a saved state begins with a seed of its own."""
    rank = archive.world.rank
    states = {name: archive.take(f"random.{name}") for name in archive.under("random.")}
    if random_name("cpu", rank) not in states:
        torch.manual_seed(noise_seed(seed, rank, step))
        return
    set_state = {"cpu": torch.set_rng_state, "cuda": torch.cuda.set_rng_state}
    for device in random_states():
        if (state := states.get(random_name(device, rank))) is not None:
            set_state.get(device, torch.mps.set_rng_state)(state)


def _share(values: Tensor, like: Tensor) -> Tensor:
    """Return values sharded as another tensor is; as they are where that one is whole."""
    if not hasattr(like, "device_mesh"):
        return values
    from torch.distributed.tensor import DTensor, distribute_tensor

    assert isinstance(like, DTensor)
    return distribute_tensor(values.to(like.device), like.device_mesh, like.placements)
