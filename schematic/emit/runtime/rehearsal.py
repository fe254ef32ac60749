"""A model and its optimizers on copies of all that a step may change.

A rehearsed step writes to these copies. Afterwards everything is the user's again, untouched:
parameters, buffers, gradients, averages, what modules keep, and the generators of random numbers.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from schematic.emit.runtime.kept_values import copied_values, is_same, named_parts


@contextmanager
def rehearsal(
    model: Any, optimizers: Mapping[str, torch.optim.Optimizer]
) -> Iterator[Callable[[], list[str]]]:
    """Within: the model lives on copies. They begin as what is there, each time anew.

    Yields:
        What tells which attributes of which modules have changed since the beginning.

    Raises:
        UncertifiedError: something that a module keeps cannot be copied.
    """
    parts = named_parts(model)
    fixed = [*model.parameters(), *model.buffers()]
    states = [state for optimizer in optimizers.values() for state in optimizer.state.values()]
    moved = [*fixed, *(t for state in states for t in state.values() if isinstance(t, Tensor))]
    kept = copied_values(parts, {id(each): each for each in (*parts.values(), model, *fixed)})
    attributes = [(module, dict(vars(module))) for module in (model, *parts.values())]
    values = [tensor.data for tensor in moved]
    gradients = [(parameter, parameter.grad) for parameter in model.parameters()]

    def changed() -> list[str]:
        return [
            f"{name}.{attribute}"
            for (name, module), (_, own) in zip(parts.items(), attributes[1:], strict=True)
            for attribute in changed_values(own, vars(module))
        ]

    with generators_restored({tensor.device for tensor in fixed}):
        try:
            for tensor, copied in zip(moved, copied_together(moved), strict=True):
                tensor.data = copied
            for module, own in attributes:
                for name in ("_parameters", "_buffers", "_modules"):
                    vars(module)[name] = dict(own[name])
            for module, copies in zip(parts.values(), kept, strict=True):
                vars(module).update(copies)
            yield changed
        finally:
            for module, own in attributes:
                vars(module).clear()
                vars(module).update(own)
            for tensor, value in zip(moved, values, strict=True):
                tensor.data = value
            for parameter, gradient in gradients:
                parameter.grad = gradient


def changed_values(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """The attributes of a module that have changed; one that is registered, to another object."""
    registered = ("_parameters", "_buffers", "_modules")
    for name in registered:
        for key in {**before[name], **now[name]}:
            if before[name].get(key) is not now[name].get(key):
                yield key
    for name in {**before, **now}:
        if name not in registered and not is_same(before.get(name), now.get(name)):
            yield name


def copied_together(tensors: list[Tensor]) -> list[Tensor]:
    """Copies of tensors, laid out as they are; those that share memory do so again."""
    memories: dict[int, torch.UntypedStorage] = {}
    found = []
    for tensor in tensors:
        memory = tensor.untyped_storage()
        if memory._cdata not in memories:
            memories[memory._cdata] = memory.clone()  # type: ignore[no-untyped-call]
        copied = torch.empty(0, dtype=tensor.dtype, device=tensor.device)
        layout = tensor.storage_offset(), tensor.shape, tensor.stride()
        found.append(copied.set_(memories[memory._cdata], *layout))
    return found


@contextmanager
def generators_restored(devices: set[torch.device]) -> Iterator[None]:
    """Within: random numbers are drawn as ever; afterwards it is as if none had been."""
    cuda = [device for device in devices if device.type == "cuda"]
    before = random.getstate()
    numpy: Any = sys.modules.get("numpy")
    others = numpy.random.get_state() if numpy else None
    with torch.random.fork_rng(cuda):
        try:
            yield
        finally:
            random.setstate(before)
            if numpy:
                numpy.random.set_state(others)


def generator_states(devices: set[torch.device]) -> list[Tensor]:
    """The states of PyTorch's generators, by which one sees how much was drawn."""
    cuda = sorted({device for device in devices if device.type == "cuda"}, key=str)
    return [torch.get_rng_state(), *(torch.cuda.get_rng_state(device) for device in cuda)]


def other_generator_states() -> list[Any]:
    """The states of Python's generator and of NumPy's, from which no graph draws."""
    numpy: Any = sys.modules.get("numpy")
    return [random.getstate(), *((numpy.random.get_state(),) if numpy else ())]
