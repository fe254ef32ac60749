"""What modules keep beside parameters and buffers: copied, compared, and watched.

A graph holds the numbers that a module kept when it was traced, and it changes none of them. So a
module that changes what it keeps has no graph, and numbers that somebody else changes ask for
another one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from schematic.emit.runtime.stays_eager import UncertifiedError


def named_parts(model: nn.Module) -> dict[str, nn.Module]:
    """The modules inside a model by name, whose attributes are the user's affair."""
    found = {name: module for name, module in model.named_modules() if module is not model}
    return {n: m for n, m in found.items() if not isinstance(m, torch.jit.ScriptModule)}


def kept_by(module: nn.Module) -> dict[str, Any]:
    """The attributes of a module that are neither parameters, buffers nor modules."""
    registered = ("_parameters", "_buffers", "_modules")
    return {name: value for name, value in vars(module).items() if name not in registered}


def copied_values(parts: Mapping[str, nn.Module], memo: dict[int, Any]) -> list[dict[str, Any]]:
    """Copies of what each module keeps; whatever the memo holds already is shared instead.

    Raises:
        UncertifiedError: something cannot be copied.
    """
    found: list[dict[str, Any]] = []
    for name, module in parts.items():
        found.append({})
        for attribute, value in kept_by(module).items():
            try:
                found[-1][attribute] = copied_value(value, memo)
            except Exception as fault:  # whatever a class of a user may raise
                raise UncertifiedError(
                    f"what the net {name} keeps in `{attribute}` cannot be copied "
                    f"({type(fault).__name__})"
                ) from fault
    return found


def copied_value(value: Any, memo: dict[int, Any]) -> Any:
    """A copy of a value; a tensor that was computed is copied without its history."""
    if isinstance(value, Tensor) and id(value) not in memo:
        memo[id(value)] = value.detach().clone()
    return copy.deepcopy(value, memo)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal all through: containers, objects and tensors alike."""
    waiting, met = [(one, other)], {}
    while waiting:
        left, right = waiting.pop()
        if left is right or (id(left), id(right)) in met:
            continue
        met[id(left), id(right)] = left, right  # held, so that no id is given out again
        parts = inside_of(left, right)
        if parts is None:
            return False
        waiting += parts
    return True


def inside_of(left: Any, right: Any) -> list[tuple[Any, Any]] | None:
    """The pairs that have to be equal for two values to be so; None where they are not."""
    if type(left) is not type(right):
        return None
    match left:
        case Tensor():
            alike = left.shape == right.shape and left.dtype == right.dtype
            return [] if alike and torch.equal(left.nan_to_num(), right.nan_to_num()) else None
        case torch.Generator():
            return [] if torch.equal(left.get_state(), right.get_state()) else None
        case dict():
            same = list(left) == list(right)
            return list(zip(left.values(), right.values(), strict=True)) if same else None
        case list() | tuple():
            return list(zip(left, right, strict=True)) if len(left) == len(right) else None
        case int() | float() | complex() | str() | bytes() | set() | frozenset():
            return [] if left == right or (left != left and right != right) else None
        case _:
            return [(recipe_of(left), recipe_of(right))]


def recipe_of(value: Any) -> Any:
    """How a copy of an object is made, as values that can be compared."""
    recipe = value.__reduce_ex__(4)
    parts = [recipe] if isinstance(recipe, str) else recipe
    return [list(part) if isinstance(part, Iterator) else part for part in parts]


class Watch:
    """What else a graph takes for granted of a model's modules: what they are made of and keep.

    Parameters, buffers, modules and hooks are known by who they are, numbers and words by their
    values, wherever in lists, dicts and plain objects they are kept.
    """

    def __init__(self, model: nn.Module) -> None:
        """Note where there is something to look at."""
        self.modules = list(model.modules())
        self.containers: list[Any] = []
        self.places: list[tuple[Any, Any]] = []
        met: set[int] = set()
        parts = named_parts(model).values()
        for module in (model, *parts):
            self._note_registered(module)
        for module in parts:
            self._note(vars(module), met, leave=frozenset(vars(nn.Module())))

    def now(self) -> tuple[object, ...]:
        """All of it at this moment, as something that can be compared and hashed."""
        plain = (int, float, bool, str)
        try:
            values = [container[key] for container, key in self.places]
        except LookupError:
            return (object(),)
        return (
            *[module.training for module in self.modules],
            *[value if type(value) in plain else id(value) for value in values],
            *map(len, self.containers),
        )

    def _note_registered(self, module: nn.Module) -> None:
        """Note what `nn.Module` calls on the way forth and back."""
        names = ("_parameters", "_buffers", "_modules", "_forward_hooks", "_forward_pre_hooks")
        for name in (*names, "_backward_hooks", "_backward_pre_hooks"):
            registered = getattr(module, name)
            self.containers.append(registered)
            self.places += [(registered, key) for key in registered]

    def _note(self, container: Any, met: set[int], *, leave: frozenset[str] = frozenset()) -> None:
        """Note the values in a container, and those in the containers among them."""
        if id(container) in met:
            return
        met.add(id(container))
        self.containers.append(container)
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            value = container[key]
            if key in leave:
                continue
            self.places.append((container, key))
            if isinstance(value, dict | list):
                self._note(value, met)
            elif hasattr(value, "__dict__") and not (
                callable(value) or isinstance(value, nn.Module | Tensor)
            ):
                self._note(vars(value), met)
