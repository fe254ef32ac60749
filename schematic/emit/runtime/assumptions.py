"""A training step → what a compiled graph of it takes for granted.

A graph is only valid for batches, parameters and optimizers that are laid out as they were when it
was recorded. The functions here collect these facts as values that can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor


def tensors(batch: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> list[Tensor]:
    """The tensors of a batch, or of several, in order."""
    if not isinstance(batch, Mapping):
        return [tensor for each in batch for tensor in tensors(each)]
    nested = [v.values() if isinstance(v, Mapping) else (v,) for v in batch.values()]
    return [tensor for each in nested for tensor in each]


def refilled(
    batch: Mapping[str, Any] | Sequence[Mapping[str, Any]], values: Iterator[Tensor]
) -> list[dict[str, Any]]:
    """The batch, or the batches, with other tensors in them."""
    batches = [batch] if isinstance(batch, Mapping) else batch
    return [
        {
            name: dict(zip(v, values, strict=False)) if isinstance(v, Mapping) else next(values)
            for name, v in each.items()
        }
        for each in batches
    ]


def layout_of_batch(batch: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[object, ...]:
    """The names and the layouts of a batch: batches that share them can take the same graph."""
    if not isinstance(batch, Mapping):
        return tuple([layout_of_batch(each) for each in batch])
    names = [(name, *each) if isinstance(each, Mapping) else name for name, each in batch.items()]
    layouts = [layout_of(v) if isinstance(v, Tensor) else None for v in tensors(batch)]
    return *names, *layouts


def layout_of(tensor: Tensor) -> tuple[object, ...]:
    """The shape, the strides, the type and the device of a tensor."""
    return tensor.shape, tensor.stride(), tensor.dtype, tensor.device


def settings_of(optimizer: torch.optim.Optimizer) -> tuple[object, ...]:
    """What a graph takes for granted of an optimizer; only its learning rate may change."""
    group = optimizer.param_groups[0]
    return (
        type(optimizer),
        len(optimizer.param_groups),
        tuple(group.get("betas", ())),
        *[group.get(name) for name in ("eps", "weight_decay", "amsgrad", "maximize", "fused")],
        *[(id(p), p.requires_grad, layout_of(p)) for p in group["params"]],
        any(hooks_of(optimizer)),
    )


def hooks_of(optimizer: torch.optim.Optimizer) -> list[object]:
    """The hooks on an optimizer and on its parameters, none of which a graph would call."""
    hooks: list[object] = [
        optimizer._optimizer_step_pre_hooks,
        optimizer._optimizer_step_post_hooks,
    ]
    for parameter in optimizer.param_groups[0]["params"]:
        hooks += [parameter._backward_hooks, parameter._post_accumulate_grad_hooks]
    return hooks


def is_autocast() -> bool:
    """Whether autocast is on, so that operations are cast as they are called."""
    return torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda")
