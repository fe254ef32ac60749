"""Examples → features: the numbers of each example in which samples are compared with data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from schematic.data import Array

CHUNK = 500  # examples whose features are computed at once
Map = Callable[[Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class FeatureMap:
    """A function of examples, and what is said of it.

    Attributes:
        name: stands in the names of the measures.
        unit: of a feature.
        about: which function it is, with the first digits of its hash.
        compute: float32 [B, *event] in the units of the data → features [B, d].
        classify: the same → probabilities of classes [B, K]; None where it knows no classes.
        classes: the labels that these classes have in the data, [K]; None where it knows none.
    """

    name: str
    unit: str
    about: str
    compute: Map
    classify: Map | None = None
    classes: Array | None = None


def in_chunks(compute: Map, values: Array, device: torch.device) -> Tensor:
    """Apply a map to examples [N, *event], some at a time; float64 [N, d] on the CPU."""
    with torch.no_grad():
        parts = [
            compute(torch.as_tensor(part, dtype=torch.float32, device=device)).cpu().double()
            for part in np.array_split(values, range(CHUNK, len(values), CHUNK))
        ]
    return torch.cat(parts)
