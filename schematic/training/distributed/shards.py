"""A model → the same model with its parameters sharded over all processes, by PyTorch's FSDP2.

Each layer is sharded on its own, so that only one layer is whole at a time, and so that a trunk can
be called without its head.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard

from schematic.training.distributed.process_group import find_backend


class Shards:
    """The sharded layers of a model; it implements `Exchange`.

    A layer that is called twice in a loss is reduced twice, so it stays whole in between. It is
    sharded again when the backward pass is over, because a net is frozen through its shard.
    """

    def __init__(self, model: nn.Module, device: torch.device) -> None:
        """Shard a model in place; its optimizers are made afterwards.

        Args:
            model: an emitted model; every process calls this with the same one.
            device: where it is.
        """
        self.is_alone = not dist.is_initialized()
        if self.is_alone:
            store = dist.HashStore()  # type: ignore[attr-defined]
            dist.init_process_group(find_backend(), store=store, rank=0, world_size=1)
        mesh = init_device_mesh(device.type, (dist.get_world_size(),))
        self.layers = [_shard(layer, mesh) for layer in _layers(model)]

    def __enter__(self) -> Shards:
        """Return the shards; the model has been sharded before."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the group that was made for this process alone; the model stays sharded."""
        if self.is_alone:
            dist.destroy_process_group()

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Within this context, a backward pass averages gradients, or only adds them."""
        for layer in self.layers:
            layer.set_requires_gradient_sync(now)
        return nullcontext()

    def settle(self) -> None:
        """Shard all layers again, because the optimizer updates the shards."""
        for layer in self.layers:
            layer.reshard()


def _shard(layer: nn.Module, mesh: DeviceMesh) -> FSDPModule:
    sharded: Any = fully_shard(layer, mesh=mesh, reshard_after_forward=True)
    sharded.set_reshard_after_backward(False)
    return sharded  # type: ignore[no-any-return]


def _layers(model: nn.Module) -> Iterator[nn.Module]:
    """Yield the modules that have parameters of their own, inner ones before outer ones."""
    for module in reversed(list(model.modules())):
        if next(module.parameters(recurse=False), None) is not None:
            yield module
