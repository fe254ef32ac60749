"""A training step → what a compiled graph of it takes for granted.

A graph is only valid for batches, parameters and optimizers that are laid out as they were when it
was recorded. The functions here collect these facts as values that can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
import torch.distributed
from torch import Tensor


def tensors(batch: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> list[Tensor]:
    """The tensors of a batch, or of several, in order."""
    if not isinstance(batch, Mapping):
        return [tensor for each in batch for tensor in tensors(each)]
    nested = [v.values() if isinstance(v, Mapping) else (v,) for v in batch.values()]
    return [tensor for each in nested for tensor in each]


def refilled(
    batch: Mapping[str, Any] | Sequence[Mapping[str, Any]], values: Iterator[Tensor]
) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
    """The batch, or the batches, with other tensors in them."""
    if not isinstance(batch, Mapping):
        return [_refilled(each, values) for each in batch]
    return _refilled(batch, values)


def _refilled(batch: Mapping[str, Any], values: Iterator[Tensor]) -> dict[str, Any]:
    return {
        name: dict(zip(v, values, strict=False)) if isinstance(v, Mapping) else next(values)
        for name, v in batch.items()
    }


def copied_batch(
    batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
    """A copy of a batch whose tensors are laid out as they are, with no further rows behind."""
    return refilled(batch, iter([copied_as_laid_out(each) for each in tensors(batch)]))


def copied_as_laid_out(tensor: Tensor) -> Tensor:
    """A copy of a tensor [B, …] with its strides: the stretch of memory from first to last."""
    steps = zip(tensor.shape, tensor.stride(), strict=True)
    length = 1 + sum((size - 1) * stride for size, stride in steps) if tensor.numel() else 0
    stretch = tensor.detach().as_strided((length,), (1,), tensor.storage_offset()).clone()
    return stretch.as_strided(tensor.shape, tensor.stride())


def other_batch(
    batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
    """A batch of the same layout with other rows: some of those of this one, drawn once more.

    Rows of equally long tensors stay together; no generator of the user's is asked.
    """
    found, rows = tensors(copied_batch(batch)), {}
    generator = torch.Generator().manual_seed(0)
    for tensor in found:
        length = len(tensor)
        if length not in rows:
            rows[length] = torch.randint(length, (length,), generator=generator)
        steps = zip(tensor.shape, tensor.stride(), strict=True)
        if not any(step == 0 < size - 1 for size, step in steps):  # no place stands for two
            tensor.copy_(tensor[rows[length].to(tensor.device)])
    return refilled(batch, iter(found))


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


def processes() -> int:
    """How many processes exchange gradients with each other."""
    several = torch.distributed.is_available() and torch.distributed.is_initialized()
    return torch.distributed.get_world_size() if several else 1


def is_autocast() -> bool:
    """Whether autocast is on, so that operations are cast as they are called."""
    return torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda")
