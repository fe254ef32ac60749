"""A user's module for an invertible net → which of its promises it breaks, when it is tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

TOLERANCE = {torch.float64: 1e-6}
ROUGH = 1e-2
"""How far off a round trip, or a log|det|, may be, relative to its size from 1 on."""
LARGEST = 256
"""The most elements for which the Jacobian is computed."""


def broken_promise(module: Any, value: Tensor, given: Sequence[Tensor], *, backwards: bool) -> str:
    """What is wrong with an invertible module at some values of its first parent; "" if nothing.

    Args:
        module: the module.
        value: values of its first parent, [B, …].
        given: its conditions, [B, …] each.
        backwards: whether it must have a way back.
    """
    with torch.no_grad():
        output = module(value, *given)
    if fault := _no_pair(output, value, "it"):
        return fault
    carried, log_det = output
    allowed = TOLERANCE.get(value.dtype, ROUGH)
    if value[0].numel() <= LARGEST and _off(log_det, _measured(module, value, given)) > allowed:
        return "its log|det| is not that of its Jacobian"
    if not backwards:
        return ""
    if not callable(getattr(module, "inverse", None)):
        return "it has no method `inverse`"
    with torch.no_grad():
        output = module.inverse(carried, *given)
    if fault := _no_pair(output, carried, "its `inverse`"):
        return fault
    back, back_log_det = output
    if _off(back.flatten(1), value.flatten(1)) > allowed:
        return "its `inverse` does not lead back to where its `forward` began"
    if _off(back_log_det, -log_det) > allowed:
        return "the log|det| of its `inverse` is not minus that of its `forward`"
    return ""


def _no_pair(output: object, value: Tensor, what: str) -> str:
    """Why an output is no value with its log|det|, or nothing."""
    if not (isinstance(output, tuple) and len(output) == 2):
        return f"{what} returns {type(output).__name__}, not a pair (value, log_det)"
    found = [tuple(part.shape) if isinstance(part, Tensor) else None for part in output]
    if None in found:
        return f"{what} returns a pair that is not one of tensors"
    if found[0] is None or found[0][:1] != value.shape[:1] or output[0].numel() != value.numel():
        return f"{what} returns values {found[0]} for values {tuple(value.shape)}"
    if found[1] != (len(value),):
        return f"{what} returns log|det| of shape {found[1]}, not one number an example, [B]"
    return ""


def _measured(module: nn.Module, value: Tensor, given: Sequence[Tensor]) -> Tensor:
    """log|det| of the Jacobian of each example, [B]."""
    found = []
    for row in range(len(value)):
        rest = [each[row : row + 1] for each in given]

        def carry(one: Tensor, rest: Sequence[Tensor] = rest) -> Tensor:
            output: Tensor = module(one.reshape(1, *value.shape[1:]), *rest)[0]
            return output.flatten()

        begin = value[row].flatten()
        jacobian = torch.func.jacrev(carry)(begin)
        found.append(torch.linalg.slogdet(jacobian)[1])
    return torch.stack(found)


def _off(found: Tensor, expected: Tensor) -> float:
    """The largest deviation, relative to the size of what is expected from 1 on."""
    size = expected.abs().clamp(min=1)
    return float(((found - expected).abs() / size).max().detach().nan_to_num(torch.inf))
