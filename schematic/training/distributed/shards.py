"""A model → one of which every process keeps a share: PyTorch's FSDP2.

Each layer is sharded on its own, so that one layer at a time is whole, and so that a trunk may be
called without its head.
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
    """The sharded layers of a model, as one.

    A layer that is called twice in a loss is reduced twice, so it has to stay whole in between. It
    is given up when the backward is over, since a net is frozen by way of the share that is kept.
    """

    def __init__(self, model: nn.Module, device: torch.device) -> None:
        """Shard a model in place; optimizers are to be made afterwards.

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
        """Sharded it is already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Sharded it stays; a group that was made for this process alone is given up."""
        if self.is_alone:
            dist.destroy_process_group()

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Within: backward averages gradients over all processes, or only adds."""
        for layer in self.layers:
            layer.set_requires_gradient_sync(now)
        return nullcontext()

    def settle(self) -> None:
        """Give up the whole parameters; the optimizer moves the shares."""
        for layer in self.layers:
            layer.reshard()


def _shard(layer: nn.Module, mesh: DeviceMesh) -> FSDPModule:
    sharded: Any = fully_shard(layer, mesh=mesh, reshard_after_forward=True)
    sharded.set_reshard_after_backward(False)
    return sharded  # type: ignore[no-any-return]


def _layers(model: nn.Module) -> Iterator[nn.Module]:
    """The modules with parameters of their own, the inner before the outer."""
    for module in reversed(list(model.modules())):
        if next(module.parameters(recurse=False), None) is not None:
            yield module
