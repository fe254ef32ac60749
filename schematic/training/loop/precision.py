"""A model → the same model whose nets compute in bfloat16 or float16 while it trains.

Only the nets compute in it. What they return is float32 again, so densities, divergences, verdicts
and losses are computed in float32, and parameters are kept and updated in float32.

The small gradients of float16 would vanish, so each player's loss is multiplied by a scale of its
own before it is differentiated, and the gradients are divided by it again. A step whose gradients
overflow is left out, and the scale halved; after 2,000 steps without one it is doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import torch
from torch import Tensor, nn

from schematic.training.training_errors import TrainingError

KINDS = {"bf16": torch.bfloat16, "fp16": torch.float16}


def check_precision(precision: str, device: torch.device) -> None:
    """Refuse a precision that the device does not have.

    Raises:
        TrainingError: the device does not have the precision.
    """
    if precision == "fp16" and device.type not in ("cuda", "cpu"):
        raise TrainingError(
            f"--precision fp16 does not train on {device.type}", "choose --precision bf16"
        )
    if precision == "bf16" and device.type == "cuda" and not torch.cuda.is_bf16_supported():
        name = torch.cuda.get_device_name(device)
        raise TrainingError(f"{name} has no bf16", "leave --precision out")


def make_scalers(
    precision: str, players: Sequence[str], device: torch.device
) -> dict[str, torch.amp.GradScaler]:
    """Return a scaler of each player's loss where the nets compute in float16; {} elsewhere."""
    if precision != "fp16":
        return {}
    return {player: torch.amp.GradScaler(device.type) for player in players}


@contextmanager
def computing_in(precision: str, model: Any, device: torch.device) -> Iterator[None]:
    """Within this context, the nets of a model compute in a precision, and return float32.

    Args:
        precision: "float32", "bf16" or "fp16".
        model: an emitted model.
        device: where it is.
    """
    kind = KINDS.get(precision)
    modules = list(_called(model)) if kind is not None else []
    for module in modules:
        module.forward = _cast(module.forward, device.type, kind)
    try:
        yield
    finally:
        for module in modules:
            del module.forward


def _called(model: Any) -> Iterator[nn.Module]:
    """Yield the modules that an emitted model calls: its nets, and trunks that nets share."""
    for nets in model.nets.values():
        for name in nets:
            net = getattr(model, name)
            yield net
            if isinstance(trunk := getattr(net, "trunk", None), nn.Module):
                yield trunk


def _cast(
    forward: Callable[..., Tensor], device: str, kind: torch.dtype | None
) -> Callable[..., Tensor]:
    @wraps(forward)
    def run(*inputs: Tensor) -> Tensor:
        with torch.autocast(device, kind):
            return forward(*inputs).float()

    return run
