"""A module of the user → why it cannot be frozen while a gradient passes through it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import CheckpointError

from schematic.model.left_alone import hide_hooks, left_alone


def broken_freeze(module: nn.Module, arguments: Sequence[Tensor]) -> str:
    """What happens to a gradient that passes through a module, frozen in the forward pass.

    It is tried as models do it: no parameter requires a gradient while values are computed, and all
    do again in the backward pass. A module that fails in its own mode is not judged here.

    Args:
        module: the module, which is left as it was.
        arguments: [B, …] each.
    """
    if any(isinstance(part, DistributedDataParallel) for part in module.modules()):
        return "`DistributedDataParallel` waits for the gradients of all parameters"
    parameters = [parameter for parameter in module.parameters() if parameter.requires_grad]
    with left_alone(module), torch.enable_grad():
        hide_hooks(module)
        output = _computed_frozen(module, parameters, arguments)
        if not isinstance(output, Tensor) or not output.requires_grad:
            return ""
        for parameter in parameters:
            parameter.grad = None
        try:
            torch.autograd.backward(output.sum())
        except CheckpointError:
            return "it computes layers again in the backward pass, where it is not frozen"
        except RuntimeError:
            return ""
        if any(parameter.grad is not None for parameter in parameters):
            return "it keeps a gradient, for it computes layers again in the backward pass"
        return ""


def _computed_frozen(
    module: nn.Module, parameters: Sequence[nn.Parameter], arguments: Sequence[Tensor]
) -> object:
    """What a module returns while it is frozen; None where it fails."""
    given = [
        each.clone().requires_grad_() if each.is_floating_point() else each for each in arguments
    ]
    for parameter in parameters:
        parameter.requires_grad_(False)
    try:
        return module(*(each.clone() for each in given))
    except Exception:  # whatever a user's module may raise
        return None
    finally:
        for parameter in parameters:
            parameter.requires_grad_(True)
