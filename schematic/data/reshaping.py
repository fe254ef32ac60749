"""A column → the values of a node, in its shape; a reshape that would scramble them is refused."""

from __future__ import annotations

from math import prod

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.data_nodes import Port, event_shape
from schematic.data.dataset import Array


def as_numbers(array: Array, port: Port, where: str) -> Array:
    """The values of a column as float32, [N, *event].

    Raises:
        DataError: an example has another shape than the node.
    """
    return _reshape(array, port, where).astype(np.float32, copy=False)


def _reshape(array: Array, port: Port, where: str) -> Array:
    have, want = array.shape[1:], event_shape(array, port)
    if not _reshapes(have, want):
        raise DataError(
            f"{where}: examples of shape {list(have)} do not fit node '{port.node}' "
            f"of shape {list(want)}",
            f"write `{port.node} : {port.kind}{list(have or (1,))}` in the spec, or bring the "
            "data into its shape (images have their channels first)",
        )
    return array.reshape(len(array), *want)


def _reshapes(have: tuple[int, ...], want: tuple[int, ...]) -> bool:
    """Return whether a reshape only adds or removes axes of one, or (un)rolls a whole example.

    Other reshapes, such as from [32, 32, 3] to [3, 32, 32], would scramble images.
    """
    thin_have, thin_want = ([n for n in shape if n != 1] for shape in (have, want))
    return prod(have) == prod(want) and (
        thin_have == thin_want or min(len(thin_have), len(thin_want)) <= 1
    )
