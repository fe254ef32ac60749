"""A module of the user → a context in which it may be run without being changed.

A module is tried before it is used. Whatever a run of it moves is put back afterwards: the mode of
each of its parts, buffers such as running averages, gradients, and what its parts keep besides,
such as a count of their calls.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import nn

from schematic.emit.runtime.kept_values import copied_value, kept_by, named_parts

_HOOKS = ("_forward_hooks", "_forward_pre_hooks")


@contextmanager
def left_alone(module: nn.Module) -> Iterator[None]:
    """Within: the module may be run, and what it warns of is not shown; then it is as it was."""
    modes = [(part, part.training) for part in module.modules()]
    learns = [(parameter, parameter.requires_grad) for parameter in module.parameters()]
    gradients = [(parameter, parameter.grad) for parameter in module.parameters()]
    buffers = [(buffer, buffer.detach().clone()) for buffer in module.buffers()]
    parts = [module, *named_parts(module).values()]
    own = [(part, dict(vars(part))) for part in parts if not _is_scripted(part)]
    known: dict[int, Any] = {id(part): part for part in module.modules()}
    known |= {id(tensor): tensor for tensor, _ in (*learns, *buffers)}
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        if any(_is_compiled(part) for part in module.modules()):
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        try:
            for part, _ in own:
                _live_on_copies(part, known)
            yield
        finally:
            for part, attributes in own:
                vars(part).clear()
                vars(part).update(attributes)
            for part, mode in modes:
                part.training = mode
            for parameter, needed in learns:
                parameter.requires_grad_(needed)
            for parameter, gradient in gradients:
                parameter.grad = gradient
            for buffer, value in buffers:
                if not torch.equal(buffer, value):
                    buffer.detach().copy_(value)


def hide_hooks(module: nn.Module) -> None:
    """Take away the hooks of a module that lives on copies, but for PyTorch's own.

    PyTorch keeps the norms of weights by hooks; without them a module would be another one.
    """
    for part in module.modules():
        if _is_scripted(part):
            continue
        for name in _HOOKS:
            hooks = vars(part)[name]
            kept = {key: hook for key, hook in hooks.items() if _is_of_torch(hook)}
            vars(part)[name] = type(hooks)(kept)


def _live_on_copies(part: nn.Module, known: dict[int, Any]) -> None:
    """Let a module keep copies of what it keeps; what cannot be copied is left to it."""
    for name in ("_parameters", "_buffers", "_modules"):
        vars(part)[name] = dict(vars(part)[name])
    for name, value in kept_by(part).items():
        if name in _HOOKS:
            vars(part)[name] = value.copy()
            continue
        try:
            vars(part)[name] = copied_value(value, known)
        except Exception:  # whatever a class of a user may raise
            continue


def _is_scripted(part: nn.Module) -> bool:
    return isinstance(part, torch.jit.ScriptModule)


def _is_compiled(part: nn.Module) -> bool:
    """Whether `torch.compile` or `module.compile()` has changed how a module is called."""
    return hasattr(part, "_orig_mod") or getattr(part, "_compiled_call_impl", None) is not None


def _is_of_torch(hook: object) -> bool:
    """Whether a hook is a function or an object of PyTorch's own."""
    home = getattr(hook, "__module__", None) or type(hook).__module__
    return str(home).partition(".")[0] == "torch"
