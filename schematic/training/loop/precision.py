"""A model → the same model whose nets compute in bfloat16 while it trains.

Only the nets compute in it. What they return is float32 again, so densities, divergences, verdicts
and losses are computed in float32, and parameters are kept and updated in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import torch
from torch import Tensor, nn

from schematic.training.training_errors import TrainingError


def check_precision(precision: str, device: torch.device) -> None:
    """Refuse a precision that the device does not have.

    Raises:
        TrainingError: the device does not have the precision.
    """
    if precision == "bf16" and device.type == "cuda" and not torch.cuda.is_bf16_supported():
        name = torch.cuda.get_device_name(device)
        raise TrainingError(f"{name} has no bf16", "leave --precision out")


@contextmanager
def computing_in(precision: str, model: Any, device: torch.device) -> Iterator[None]:
    """Within this context, the nets of a model compute in a precision, and return float32.

    Args:
        precision: "float32" or "bf16".
        model: an emitted model.
        device: where it is.
    """
    modules = list(_called(model)) if precision == "bf16" else []
    for module in modules:
        module.forward = _cast(module.forward, device.type)
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


def _cast(forward: Callable[..., Tensor], device: str) -> Callable[..., Tensor]:
    @wraps(forward)
    def run(*inputs: Tensor) -> Tensor:
        with torch.autocast(device, torch.bfloat16):
            return forward(*inputs).float()

    return run
