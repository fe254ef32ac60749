"""`real`: any numbers, as they are."""

from __future__ import annotations

from schematic.data.columns import FEATURES
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.kinds._data_kind import DataKind, Scale
from schematic.data.reshaping import as_numbers


def _convert(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    return as_numbers(array, port, where)


DATA_KIND = DataKind("real", FEATURES, "f", _convert)
