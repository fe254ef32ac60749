"""A model → how it is spread over the processes that train it, and what that asks of a batch."""

from __future__ import annotations

from typing import Any

import torch

from schematic.training.distributed.gradient_exchange import Exchange, NoExchange
from schematic.training.distributed.processes import World
from schematic.training.options.config import Config
from schematic.training.training_errors import TrainingError

KINDS = ("cpu", "cuda")


def spread(model: Any, device: torch.device, world: World, *, shard: bool) -> Exchange:
    """Spread a model, in place; its optimizers are to be made afterwards.

    Args:
        model: an emitted model, on its device, the same in every process.
        device: of this process.
        world: all processes.
        shard: whether each keeps a share of the parameters only, rather than all of them.
    """
    if shard:
        from schematic.training.distributed.shards import Shards

        return Shards(model, device)
    if world.size > 1:
        from schematic.training.distributed.replicas import Replicas

        return Replicas(model)
    return NoExchange()


def check_spread(config: Config, device: torch.device, world: World) -> None:
    """Refuse a batch that the processes cannot share, or devices that cannot exchange gradients.

    Raises:
        TrainingError: it is such a batch, or such a device; or a compiled step, which exchanges
            and adds up none.
    """
    if (world.size > 1 or config.shard) and device.type not in KINDS:
        what = "shards" if world.size == 1 else "several processes"
        raise TrainingError(
            f"--device {device.type} does not do {what}", f"choose --device {' or '.join(KINDS)}"
        )
    parts = world.size * config.accumulate
    if config.fast and (parts > 1 or config.shard):
        raise TrainingError(
            "--fast compiles the step of one process on a whole batch",
            "leave out --fast, or torchrun, --accumulate and --shard",
        )
    if config.batch % parts:
        below = config.batch // parts * parts
        near = [str(size) for size in (below, below + parts) if size]
        raise TrainingError(
            f"--batch {config.batch} cannot be cut into {parts} equal parts: "
            f"{world.size} process{'es' * (world.size > 1)}, {config.accumulate} in each",
            f"give --batch {' or '.join(near)}, or another --accumulate",
        )
