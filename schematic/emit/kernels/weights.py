"""How weights begin, and what keeps them small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

__all__ = ["begin_at_zero", "initialise", "spectral_norm"]


@torch.no_grad()
def initialise(net: nn.Module, draw: Callable[..., Any], **options: Any) -> None:
    """Draw the weights of linear maps and convolutions; their biases are 0."""
    for name, value in net.named_parameters():
        if value.dim() > 1:
            draw(value, **options)
        elif name.endswith("bias"):
            value.zero_()


@torch.no_grad()
def begin_at_zero(net: nn.Module) -> None:
    """Let the last layer with weights return 0, whatever it reads."""
    *_, last = [m for m in net.modules() if isinstance(getattr(m, "weight", None), Tensor)]
    for value in last.parameters():
        value.zero_()
