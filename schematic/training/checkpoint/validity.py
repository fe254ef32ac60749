"""A checkpoint and the State it is for → nothing, or what does not fit.

A checkpoint may come from anywhere, and the kernels of an optimizer trust the shapes that they get.
So names, order, shapes, types and values are compared with those of the model before anything is
put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from schematic.model.optimizer_kinds import OPTIMIZERS, SIGNED
from schematic.training.checkpoint.metadata import Metadata
from schematic.training.checkpoint.training_state import (
    AVERAGE,
    BEST,
    VIEWS,
    State,
    averaged_names,
    parameter_order,
    random_states,
)

RANDOM = re.compile(r"random\.(cpu|cuda|mps)(\.[1-9]\d*)?")
OPTIMIZER = re.compile(r"optimizer\.(.+)\.(-?\d+)\.([a-z_]+)")
SHOWN = 80  # letters of a name


def check_fits(state: State, metadata: Metadata, tensors: Mapping[str, Tensor]) -> None:
    """Refuse what does not fit a state.

    Args:
        state: of a model, with its optimizers where it is to be trained further.
        metadata: of a checkpoint.
        tensors: of the checkpoint, each whole, by name.

    Raises:
        ValueError: the checkpoint belongs to another model, or is damaged.
    """
    model = _under("model.", tensors)
    own = state.model.state_dict()
    _check_model(own, model)
    views = {each: _under(f"{each}.", tensors) for each in VIEWS}
    if views[AVERAGE] or AVERAGE in state.views:
        names = averaged_names(state.model)
        _check_view(AVERAGE, {name: own[name] for name in names}, views[AVERAGE])
    if views[BEST]:
        _check_view(BEST, own, views[BEST])
    known = {f"{each}.{name}" for each, values in views.items() for name in values}
    known |= {f"model.{name}" for name in model}
    slots: dict[str, dict[int, dict[str, Tensor]]] = {}
    for name in tensors.keys() - known:
        if found := OPTIMIZER.fullmatch(name):
            player, index, slot = found.groups()
            slots.setdefault(player, {}).setdefault(int(index), {})[slot] = tensors[name]
        elif RANDOM.fullmatch(name):
            _check_random(name, tensors[name])
        else:
            raise ValueError(f"it holds `{name[:SHOWN]}`, which is part of no checkpoint")
    if state.optimizers:
        _check_optimizers(state, metadata, slots)


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin with a prefix, by the rest of their names."""
    return {n.removeprefix(prefix): v for n, v in tensors.items() if n.startswith(prefix)}


def _check_view(view: str, own: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> None:
    """Refuse other values of a model's tensors that are not of this model's form."""
    if found.keys() != own.keys():
        raise ValueError(f"its {view} parameters are not those of this model")
    for name, values in found.items():
        _check_form(f"{view} value of `{name}`", values, own[name].dtype, own[name].shape)
        _check_finite(f"{view} value of `{name}`", values)


def _check_model(own: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> None:
    if found.keys() != own.keys():
        raise ValueError("its parameters are those of another model")
    for name, parameter in own.items():
        _check_form(f"parameter `{name}`", found[name], parameter.dtype, parameter.shape)
        _check_finite(f"parameter `{name}`", found[name])


def _check_scales(state: State, scales: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse what the scaler of a player's loss would not take."""
    for player, scaler in state.scalers.items():
        kept = scales.get(player)
        if kept is not None and (kept.keys() != scaler.state_dict().keys() or kept["scale"] <= 0):
            raise ValueError(f"its scale of the loss of `{player}` is none")


def _check_optimizers(
    state: State, metadata: Metadata, slots: Mapping[str, Mapping[int, Mapping[str, Tensor]]]
) -> None:
    _check_scales(state, metadata.scales)
    order = parameter_order(state)
    if metadata.order is not None and dict(metadata.order) != order:
        raise ValueError("its optimizers hold other parameters, or in another order")
    if stranger := next(iter(slots.keys() - order.keys()), None):
        raise ValueError(f"it has an optimizer of `{stranger[:SHOWN]}`, who is no player")
    if any(len(row) != len(order) for row in metadata.window):
        raise ValueError("its window is not that of these players")
    parameters = dict(state.model.named_parameters())
    kept = {player: _kept_by(optimizer) for player, optimizer in state.optimizers.items()}
    for player, indices in slots.items():
        for index, found in indices.items():
            if not 0 <= index < len(order[player]):
                raise ValueError(f"its optimizer has no parameter {index}")
            _check_slots(parameters[order[player][index]], found, kept[player])


def _kept_by(optimizer: torch.optim.Optimizer) -> frozenset[str]:
    """What an optimizer keeps of each parameter; a derived class keeps what its base does."""
    classes = {each.__name__ for each in type(optimizer).__mro__}
    row = next(row for row in OPTIMIZERS.values() if row.called in classes)
    return row.keeps(optimizer.param_groups[0].get("momentum", 0.0))


def _check_slots(parameter: Tensor, found: Mapping[str, Tensor], kept: frozenset[str]) -> None:
    """Refuse what an optimizer keeps of a parameter, if it is not of the parameter's form."""
    if found.keys() != kept:
        raise ValueError(f"its optimizer does not hold {', '.join(sorted(kept)) or 'anything'}")
    for slot, values in found.items():
        shape = torch.Size() if slot == "step" else parameter.shape
        kind = torch.float32 if slot == "step" else parameter.dtype
        _check_form(f"{slot} of its optimizer", values, kind, shape)
        _check_finite(f"{slot} of its optimizer", values)
        if slot not in SIGNED and bool((values < 0).any()):
            raise ValueError(f"the {slot} of its optimizer is below 0")


def _check_form(what: str, values: Tensor, kind: torch.dtype, shape: torch.Size) -> None:
    if (values.dtype, values.shape) != (kind, shape):
        raise ValueError(
            f"the {what} is {values.dtype} {list(values.shape)}, not {kind} {list(shape)}"
        )


def _check_finite(what: str, values: Tensor) -> None:
    if values.is_floating_point() and not values.isfinite().all():
        raise ValueError(f"the {what} is not finite")


def _check_random(name: str, values: Tensor) -> None:
    """Refuse what is not the state of a random generator of this machine."""
    device = name.split(".")[1]
    if values.dtype != torch.uint8 or values.dim() != 1:
        raise ValueError(f"its random state of {device} is not one: {values.dtype}")
    for there, own in random_states().items():
        if there == device and own.shape != values.shape:
            raise ValueError(f"its random state of {device} is not one: {len(values)} bytes")
    if device == "cpu":
        for reason in _refusal(values):
            raise ValueError(f"its random state of cpu is not one: {reason}")


def _refusal(values: Tensor) -> Iterator[str]:
    """Yield why a generator of the CPU does not take a state, if it does not."""
    try:
        torch.Generator().set_state(values)
    except RuntimeError as error:
        yield str(error).splitlines()[0]
