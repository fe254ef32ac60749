"""`cat`: whole numbers from 0, each of which names a class."""

from __future__ import annotations

import numpy as np

from schematic.data.columns import LABELS, to_labels
from schematic.data.data_error import RowError
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.kinds._data_kind import DataKind, Scale


def _convert(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    labels = to_labels(array, where)
    wrong = labels < (-1 if port.partly else 0)
    if port.classes is not None:
        wrong |= labels >= port.classes
    if wrong.any():
        row = int(np.argmax(wrong))
        allowed = "0, 1, 2, …" if port.classes is None else f"0 … {port.classes - 1}"
        cure = f"number the classes from 0, or write `{port.node} : cat[k]` with k of them"
        if labels[row] == -1:
            cure += "; if −1 stands for a missing class, write `~ data or Categorical`"
        problem = f"node '{port.node}' has the classes {allowed}, not {labels[row]}"
        raise RowError(where, row, problem, cure)
    return labels


DATA_KIND = DataKind("cat", LABELS, "i", _convert)
