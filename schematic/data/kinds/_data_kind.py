"""What is asked of a kind of data: which column it takes, and what the column becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schematic.data.dataset import Array

if TYPE_CHECKING:
    from schematic.data.data_nodes import Port

Scale = tuple[float, float]


@dataclass(frozen=True)
class DataKind:
    """One kind of data.

    Attributes:
        name: the type of a node, as the language writes it.
        fallback: the column that a node takes where none is called like it.
        sort: numpy's letter for the columns that can be of this kind.
        convert: a column [N, *event], its port, the range that is mapped to [0, 1] if there is one,
            and the column's place for messages → the values that a model takes, [N, *event].
        bounded: whether values lie in [0, 1].
        told: what else becomes of the values, as the line that says what was read has it.
    """

    name: str
    fallback: str
    sort: str
    convert: Callable[[Array, Port, Scale | None, str], Array]
    bounded: bool = False
    told: str = ""
