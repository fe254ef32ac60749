"""`count`: whole numbers from 0."""

from __future__ import annotations

import numpy as np

from schematic.data.columns import FEATURES
from schematic.data.data_error import RowError
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.kinds._data_kind import DataKind, Scale
from schematic.data.reshaping import as_numbers


def _convert(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    values = as_numbers(array, port, where)
    wrong = ((values < 0) | (values != np.floor(values))).reshape(len(values), -1)
    if wrong.any():
        row = int(wrong.any(axis=1).argmax())
        value = values.reshape(len(values), -1)[row][wrong[row]][0]
        raise RowError(
            where,
            row,
            f"{value:g} is no count, and node '{port.node}' is",
            f"write `{port.node} : real` in the spec, or give whole numbers from 0",
        )
    return values


DATA_KIND = DataKind("count", FEATURES, "f", _convert)
