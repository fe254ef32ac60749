"""A model → the same model as replicas or shards, one in each process that trains it.

Replicas hold all parameters, shards a part of them. What cannot be spread is refused beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from schematic.graph import Schematic
from schematic.graph.ports import couples_examples
from schematic.model.optimizer_kinds import ADAM
from schematic.objective import derive
from schematic.objective.printing.labels import label_of
from schematic.training.distributed.gradient_exchange import Exchange, NoExchange
from schematic.training.distributed.processes import World
from schematic.training.options.config import Config
from schematic.training.training_errors import TrainingError

KINDS = ("cpu", "cuda")


def spread(model: Any, device: torch.device, world: World, *, shard: bool) -> Exchange:
    """Spread a model over all processes, in place; its optimizers are made afterwards.

    Args:
        model: an emitted model, on its device, the same in every process.
        device: of this process.
        world: all processes.
        shard: whether each process keeps a share of the parameters instead of all of them.

    Returns:
        How gradients are exchanged while the model trains.
    """
    if shard:
        from schematic.training.distributed.shards import Shards

        return Shards(model, device)
    if world.size > 1:
        from schematic.training.distributed.replicas import Replicas

        return Replicas(model)
    return NoExchange()


def check_coupled(schematic: Schematic, config: Config, world: World) -> None:
    """Refuse to cut a batch whose examples a loss compares with each other.

    Raises:
        TrainingError: the batch would be cut into parts.
    """
    objective, parts = derive(schematic), world.size * config.accumulate
    if objective.coupled and parts > 1:
        label = label_of(objective, objective.coupled[0])
        raise TrainingError(
            f"{label} compares the examples of a batch with each other, and the batch would be cut "
            f"into {parts} parts",
            "train in one process, without --accumulate",
        )
    if parts > 1:
        _check_batch_norms(schematic, parts)


def _check_batch_norms(schematic: Schematic, parts: int) -> None:
    """Refuse to cut a batch whose statistics a net takes."""
    for net in schematic.group_of:
        if couples_examples(schematic, net):
            raise TrainingError(
                f"`norm = batch` of net {net} takes the statistics of a whole batch, and the batch "
                f"would be cut into {parts} parts",
                "write `norm = group` or `norm = layer`; or train in one process, without "
                "--accumulate",
            )


def check_spread(config: Config, device: torch.device, world: World) -> None:
    """Refuse options that the processes cannot train with together.

    Raises:
        TrainingError: the batch cannot be cut into equal parts, the device cannot exchange
            gradients, or the step is compiled, which neither exchanges nor accumulates gradients,
            and knows no optimizer but Adam.
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
    if config.shard and config.precision == "fp16":
        raise TrainingError(
            "--shard does not scale the losses of --precision fp16", "choose --precision bf16"
        )
    if config.fast and (beyond := _beyond_a_graph(config)):
        raise TrainingError(
            f"--fast compiles plain steps of Adam, and {beyond} is more than that",
            "leave one of them out",
        )
    if config.batch % parts:
        below = config.batch // parts * parts
        near = [str(size) for size in (below, below + parts) if size]
        raise TrainingError(
            f"--batch {config.batch} cannot be cut into {parts} equal parts: "
            f"{world.size} process{'es' * (world.size > 1)}, {config.accumulate} in each",
            f"give --batch {' or '.join(near)}, or another --accumulate",
        )


def _beyond_a_graph(config: Config) -> str | None:
    """Return the option that no compiled step can follow, if there is one."""
    kinds = (
        config.optimizer.values() if isinstance(config.optimizer, Mapping) else [config.optimizer]
    )
    other = next((kind for kind in kinds if kind != ADAM), None)
    if other is not None:
        return f"--optimizer {other}"
    if config.precision == "fp16":
        return "--precision fp16"
    return None if config.clip is None else f"--clip {config.clip:g}"
