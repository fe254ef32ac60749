"""A module of the user and arguments → what it does with them, tried once on two rows.

It is tried in evaluation mode, where every module takes two rows, and then, for what it does to its
arguments alone, in its own. Neither changes the module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter

from schematic.model.bounded_end import bounded_end
from schematic.model.left_alone import hide_hooks, left_alone


@dataclass(frozen=True)
class Trial:
    """What a module did.

    Attributes:
        output: what it returned.
        changes: whether it changes an argument in place, or cannot be tried in its own mode.
        end: the bounded layer in which it ends; "" for none.
    """

    output: object
    changes: bool
    end: str


def tried(module: nn.Module, arguments: Sequence[Tensor]) -> Trial:
    """Try a module on arguments, [B, …] each; layers that wait for their sizes get them.

    Raises whatever the module raises.
    """
    if is_lazy(module):
        _wake(module, arguments)
    with left_alone(module), torch.enable_grad():
        for parameter in module.parameters():
            parameter.requires_grad_(parameter.is_floating_point())
        given = _copies(arguments)
        output = module.eval()(*given)
        changes = _are_changed(given)
        end = bounded_end(output) if isinstance(output, Tensor) else ""
    return Trial(output, changes or _changes_in_training(module, arguments), end)


def is_lazy(module: nn.Module) -> bool:
    """Whether a module has layers that wait for a first batch to show their sizes."""
    waiting = UninitializedParameter, UninitializedBuffer
    return any(isinstance(each, waiting) for each in chain(module.parameters(), module.buffers()))


def like(module: nn.Module) -> Tensor:
    """A tensor of the type and on the device that a module computes in."""
    tensors = chain(module.parameters(), module.buffers())
    return next((each for each in tensors if each.is_floating_point()), torch.zeros(()))


def _wake(module: nn.Module, arguments: Sequence[Tensor]) -> None:
    """Let lazy layers take their sizes from arguments, and their numbers from the generator."""
    modes = [(part, part.training) for part in module.modules()]
    try:
        with torch.no_grad():
            module.eval()(*_copies(arguments))
    finally:
        for part, mode in modes:
            part.training = mode


def _changes_in_training(module: nn.Module, arguments: Sequence[Tensor]) -> bool:
    """Whether a module changes its arguments in its own mode, such as a dropout in place."""
    if not any(part.training for part in module.modules()):
        return False
    given = _copies(arguments)
    with left_alone(module), torch.no_grad():
        hide_hooks(module)
        try:
            module(*given)
        except Exception:  # whatever a user's module may raise on two rows of zeros
            return True
    return _are_changed(given)


def _copies(arguments: Sequence[Tensor]) -> list[Tensor]:
    return [argument.clone() for argument in arguments]


def _are_changed(given: Sequence[Tensor]) -> bool:
    """Whether fresh tensors have been changed in place; an equal value is a change as well."""
    return any(argument._version for argument in given)
