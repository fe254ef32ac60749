"""What a user has at hand → what the emitted methods take: a mapping of nodes to tensors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from schematic.families import Kind
from schematic.graph import DataLaw, Schematic
from schematic.ranges import plain

NARROWER = (torch.int32, torch.int16, torch.int8, torch.uint8)
"""The types of whole numbers of which every one is an int64, too."""


def as_batch(schematic: Schematic, batch: Any, home: nn.Module | None = None) -> Any:
    """A batch with tensors for NumPy's arrays; a lone array is that of the one data node.

    Class numbers become int64, which loses none of them; all other values keep their type. What is
    no batch, and an array where there are several data nodes, stay as they are, for the checks that
    come next to refuse.

    Args:
        schematic: whose batch it is.
        batch: what is handed in.
        home: the model, on whose device lists of classes are put; None for the CPU.
    """
    if isinstance(batch, Tensor | np.ndarray):
        laws = {node.name: node.law for node in schematic.nodes.values() if node.is_data}
        if len(laws) != 1 or any(isinstance(law, DataLaw) and law.by for law in laws.values()):
            return batch
        batch = {next(iter(laws)): batch}
    return as_tensors(schematic, batch, home) if isinstance(batch, Mapping) else batch


def as_tensors(
    schematic: Schematic, values: Mapping[str, Any], home: nn.Module | None
) -> Mapping[str, Any]:
    """The same values by node, perhaps by label, with tensors for arrays and class numbers.

    Themselves where nothing is to be done.
    """
    found = {name: _as_tensors(schematic, name, value, home) for name, value in values.items()}
    return found if any(found[name] is not values[name] for name in found) else values


def _as_tensors(schematic: Schematic, name: str, value: Any, home: nn.Module | None) -> Any:
    convert = partial(as_classes, home=home) if _is_class(schematic, name) else as_tensor
    if not isinstance(value, Mapping):
        return convert(value)
    found = {label: convert(each) for label, each in value.items()}
    return found if any(found[label] is not value[label] for label in found) else value


def as_tensor(value: Any) -> Any:
    """A tensor of an array's values and type; an array of words or objects stays as it is."""
    if not isinstance(value, np.ndarray):
        return value
    try:
        return torch.tensor(value)
    except (TypeError, ValueError):
        return value


def _is_class(schematic: Schematic, name: str) -> bool:
    return name in schematic.nodes and schematic.nodes[name].space.kind is Kind.CAT


def as_classes(value: Any, home: nn.Module | None = None) -> Any:
    """Class numbers int64 [B] for a list, an array or a tensor of whole numbers.

    Whatever else stays as it is, so that no fraction is cut off and no number wraps around.
    """
    if isinstance(value, list | tuple) and value:
        numbers = [plain(each) for each in value]
        if all(type(each) is int and abs(each) < 2**63 for each in numbers):
            return torch.tensor(numbers, device=device_of(home))
    found = as_tensor(value)
    return found.long() if isinstance(found, Tensor) and found.dtype in NARROWER else found


def for_each(
    schematic: Schematic, values: Mapping[str, Any], length: int | None, home: nn.Module
) -> dict[str, Any]:
    """Values by node, in which a lone class number holds for all of so many examples."""
    if length is None:
        lengths = (len(each) for each in values.values() if isinstance(each, Tensor) and each.dim())
        length = next(lengths, 1)
    found = dict(values)
    for name, value in values.items():
        number = plain(value)
        if _is_class(schematic, name) and type(number) is int and abs(number) < 2**63:
            found[name] = torch.full((length,), number, device=device_of(home))
    return found


def device_of(home: nn.Module | None) -> torch.device | None:
    """The device of a model's parameters; None for PyTorch's default."""
    parameter = None if home is None else next(home.parameters(), None)
    return None if parameter is None else parameter.device
