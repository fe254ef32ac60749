"""`--standardise`: each number of a real node, less its mean and divided by its deviation.

Both are those of the training examples. The channels of images have one mean and one deviation
each, as is usual; so have the copies of a node in a plate, number by number, since one net may go
from each to the next. A number that is the same in all examples becomes 0, and is divided by 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.lazy_column import AnyColumn
from schematic.data.preparation.chunks import chunks
from schematic.data.preparation.image_changes import is_image
from schematic.data.preparation.learnt import Standard

REAL = "real"


def learn_standards(
    columns: Mapping[tuple[str, str], AnyColumn], ports: Sequence[Port]
) -> dict[str, Standard]:
    """Measure the training examples of all real nodes, those of all domains of a node together.

    Args:
        columns: (node, domain) → examples [N, *event]; missing ones are NaN.
        ports: all data nodes.

    Raises:
        DataError: no node is real.
    """
    found = [port for port in ports if port.kind == REAL]
    if not found:
        kinds = ", ".join(f"`{port.node} : {port.kind}`" for port in ports)
        raise DataError(
            f"--standardise is for real nodes, and the data nodes are {kinds}",
            f"write `{ports[0].node} : {REAL}` in the spec, or leave --standardise out",
        )
    alike: dict[str, list[AnyColumn]] = {}
    for port in found:
        arrays = [array for (node, _), array in columns.items() if node == port.node]
        alike.setdefault(_group(port), []).extend(arrays)
    standards = {group: measure(arrays) for group, arrays in alike.items()}
    return {port.node: standards[_group(port)] for port in found}


def measure(columns: Sequence[AnyColumn]) -> Standard:
    """Return the mean and the deviation of examples [N, *event], each number for itself.

    The sums are made in float64, in two passes; what is missing, NaN, is left out.
    """
    axes = (0, 2, 3) if is_image(columns[0].shape[1:]) else (0,)
    count, total = _sums((part, part) for part in _parts(columns))
    mean = _per(total, count, axes)
    _, squares = _sums((part, (part - mean) ** 2) for part in _parts(columns))
    deviation = np.sqrt(_per(squares, count, axes))
    low, high = _ends(columns, axes)
    deviation = np.where(low == high, 1.0, deviation).astype(np.float32)
    flat_mean, flat = (np.asarray(each, np.float32).ravel().tolist() for each in (mean, deviation))
    return Standard(tuple(flat_mean), tuple(1.0 if each == 0 else each for each in flat))


def standardise(rows: Array, standard: Standard) -> Array:
    """Return (x − mean) / deviation of rows float32 [B, *event]."""
    mean, deviation = standard.spread(rows.shape[1:])
    return (rows - mean) / deviation


def unstandardise(rows: Array, standard: Standard) -> Array:
    """Return x · deviation + mean of rows float32 [B, *event]."""
    mean, deviation = standard.spread(rows.shape[1:])
    return rows * deviation + mean


def constant_numbers(columns: Sequence[AnyColumn]) -> int:
    """How many numbers of an example, or channels of an image, are the same in all examples."""
    axes = (0, 2, 3) if is_image(columns[0].shape[1:]) else (0,)
    low, high = _ends(columns, axes)
    return int((low == high).sum())


def _group(port: Port) -> str:
    return port.step[0] if port.step else port.node


def _parts(columns: Sequence[AnyColumn]) -> Iterable[Array]:
    return (part.astype(np.float64) for column in columns for part in chunks(column))


def _sums(parts: Iterable[tuple[Array, Array]]) -> tuple[Array, Array]:
    """How many numbers are there, and their sum, at each place of an example, [*event]."""
    count, total = np.float64(0), np.float64(0)
    for given, values in parts:
        there = ~np.isnan(given)
        count = count + there.sum(axis=0, dtype=np.float64)
        total = total + np.where(there, values, 0.0).sum(axis=0)
    return np.asarray(count), np.asarray(total)


def _per(total: Array, count: Array, axes: tuple[int, ...]) -> Array:
    """The mean over the pixels of a channel too, where examples are images."""
    within = tuple(axis - 1 for axis in axes if axis)
    kept = bool(within)
    sums, counts = (each.sum(axis=within, keepdims=kept) for each in (total, count))
    mean: Array = sums / np.maximum(counts, 1)
    return mean


def _ends(columns: Sequence[AnyColumn], axes: tuple[int, ...]) -> tuple[Array, Array]:
    """The least and the largest number at each place of an example, or in each channel."""
    with np.errstate(invalid="ignore"):
        lows = [np.fmin.reduce(part, axis=axes, keepdims=True)[0] for part in _float32(columns)]
        highs = [np.fmax.reduce(part, axis=axes, keepdims=True)[0] for part in _float32(columns)]
        return np.fmin.reduce(lows), np.fmax.reduce(highs)


def _float32(columns: Sequence[AnyColumn]) -> Iterable[Array]:
    return (part for column in columns for part in chunks(column))
