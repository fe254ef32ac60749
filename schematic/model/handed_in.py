"""What a user has at hand → what the emitted methods take: a mapping of nodes to tensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from schematic.graph import DataLaw, Schematic


def as_batch(schematic: Schematic, batch: Any) -> Any:
    """A batch with tensors for NumPy's arrays; a lone array is that of the one data node.

    Values keep their type. What is no batch, and an array where there are several data nodes, stay
    as they are, for the checks that come next to refuse.
    """
    if isinstance(batch, Tensor | np.ndarray):
        laws = {node.name: node.law for node in schematic.nodes.values() if node.is_data}
        if len(laws) != 1 or any(isinstance(law, DataLaw) and law.by for law in laws.values()):
            return batch
        return {next(iter(laws)): as_tensor(batch)}
    return as_tensors(batch) if isinstance(batch, Mapping) else batch


def as_tensors(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same values, perhaps by label, with tensors for arrays; themselves where none is one."""
    found = {
        name: as_tensors(value) if isinstance(value, Mapping) else as_tensor(value)
        for name, value in values.items()
    }
    return found if any(found[name] is not values[name] for name in found) else values


def as_tensor(value: Any) -> Any:
    """A tensor of an array's values and type; an array of words or objects stays as it is."""
    if not isinstance(value, np.ndarray):
        return value
    try:
        return torch.tensor(value)
    except (TypeError, ValueError):
        return value
