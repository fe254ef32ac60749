"""A module's run → the bounded layer in which it ends, if it ends in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

BOUNDED = (
    nn.Sigmoid,
    nn.Tanh,
    nn.Softmax,
    nn.Hardsigmoid,
    nn.Hardtanh,
    nn.Softsign,
    nn.LogSigmoid,
)


@dataclass(frozen=True)
class Layer:
    """A layer that was run, and what it returned."""

    module: nn.Module
    output: Tensor


@contextmanager
def watched(module: nn.Module) -> Iterator[list[Layer]]:
    """A context that collects the innermost layers of a module in the order in which they run."""
    run: list[Layer] = []

    def note(layer: nn.Module, _: object, output: object) -> None:
        if isinstance(output, Tensor):
            run.append(Layer(layer, output))

    leaves = [layer for layer in module.modules() if _is_plain_leaf(layer)]
    hooks = [layer.register_forward_hook(note) for layer in leaves]
    try:
        yield run
    finally:
        for hook in hooks:
            hook.remove()


def _is_plain_leaf(layer: nn.Module) -> bool:
    """Whether a layer holds no others; scripted ones cannot be watched."""
    return not any(layer.children()) and not isinstance(layer, torch.jit.ScriptModule)


def bounded_end(run: Iterable[Layer], output: Tensor) -> str | None:
    """The name of the bounded layer whose values an output [B, …] is, perhaps reshaped, or None."""
    ends = (layer.module for layer in run if _is_same(layer.output, output))
    return next((type(module).__name__ for module in ends if isinstance(module, BOUNDED)), None)


def _is_same(one: Tensor, other: Tensor) -> bool:
    return one.data_ptr() == other.data_ptr() and one.numel() == other.numel()
