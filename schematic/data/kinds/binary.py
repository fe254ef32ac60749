"""`binary`: numbers in [0, 1], 1 where they are above ½ and 0 elsewhere."""

from __future__ import annotations

import numpy as np

from schematic.data.columns import FEATURES
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.kinds._data_kind import DataKind, Scale
from schematic.data.kinds.unit import as_unit


def _convert(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    values = as_unit(array, port, scale, where)
    bits: Array = np.where(np.isnan(values), values, values > 0.5).astype(np.float32)
    return bits


DATA_KIND = DataKind(
    "binary", FEATURES, "f", _convert, bounded=True, told="1 above ½ and 0 elsewhere"
)
