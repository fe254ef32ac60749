"""`unit`: numbers in [0, 1], mapped there from a known range."""

from __future__ import annotations

import numpy as np

from schematic.data.columns import FEATURES
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.kinds._data_kind import DataKind, Scale
from schematic.data.reshaping import as_numbers


def as_unit(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    """The values of a column as numbers in [0, 1], float32 [N, *event]."""
    values = as_numbers(array, port, where)
    if scale is None:
        return values
    low, high = np.asarray(scale, np.float32)
    mapped: Array = (values - low) / (high - low)
    return mapped.clip(0, 1)


DATA_KIND = DataKind("unit", FEATURES, "f", as_unit, bounded=True)
