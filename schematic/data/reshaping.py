"""A column → the values of a node, in its shape; a reshape that would scramble them is refused."""

from __future__ import annotations

from math import prod

import numpy as np

from schematic.data.data_error import DataError, RowError
from schematic.data.data_nodes import Port, event_shape
from schematic.data.dataset import Array


def as_numbers(array: Array, port: Port, where: str) -> Array:
    """The values of a column as float32, [N, *event]; NaN in examples that are missing.

    Raises:
        DataError: an example has another shape than the node; or it is missing, or a part of it,
            where that may not be.
    """
    values = _reshape(array, port, where).astype(np.float32, copy=False)
    _check_missing(values.reshape(len(values), -1), port, where)
    return values


def _check_missing(values: Array, port: Port, where: str) -> None:
    """Refuse examples [N, E] that lack some numbers, or all of them where that may not be."""
    lacking = np.isnan(values)
    wrong = lacking.any(axis=1) & ~(lacking.all(axis=1) & port.partly)
    if not wrong.any():
        return
    row = int(np.argmax(wrong))
    if port.partly:
        raise RowError(
            where,
            row,
            "some numbers of the example are missing, others are not",
            f"an example of '{port.node}' is there or missing; fill it in, or make all of it NaN",
        )
    raise RowError(
        where,
        row,
        "nan is not a finite 32-bit number",
        "leave out rows with missing values, or fill them in; or declare the node partly observed: "
        f"`visible {port.node} : {port.kind} ~ data or Normal(0, 1)`",
    )


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
