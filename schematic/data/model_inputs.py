"""A Dataset and a model's Ports → a Feed: arrays in the form in which the model takes them."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from schematic.data.columns import UNIT
from schematic.data.data_error import DataError, RowError
from schematic.data.data_nodes import (
    Port,
    Source,
    Split,
    at_step,
    choose_columns,
    get_table,
    sources,
)
from schematic.data.dataset import Array, Dataset, in_domain
from schematic.data.kinds import DATA_KINDS, Scale
from schematic.data.lazy_column import AnyColumn, Extent, LazyColumn


@dataclass(frozen=True, eq=False)
class Feed:
    """The examples of a data set in the form in which a model takes them.

    Attributes:
        columns: (node, domain) → float32 [N, *event] for real, unit and binary; int64 [N] for cat;
            an array in memory, or lazy.
        scales: node → (low, high) where values were mapped from there to [0, 1].
    """

    columns: Mapping[Source, AnyColumn]
    scales: Mapping[str, Scale]


def bind(dataset: Dataset, ports: Sequence[Port], *, split: Split) -> Feed:
    """Find, check and convert the column of every data node.

    The range of the values is checked on both splits, so that a range that does not fit is found
    before training. The scale follows from the known bounds of the data set, so that it is the same
    for every split, seed and fraction.

    Args:
        dataset: the data at hand.
        ports: all data nodes of the model.
        split: "train" or "test".

    Raises:
        DataError: a column or domain is missing, or a shape, range or class does not fit.
    """
    names = choose_columns(dataset, ports, split)
    scale = _find_scale(dataset)
    columns: dict[Source, AnyColumn] = {}
    scales: dict[str, Scale] = {}
    for port in ports:
        for source in sources(port):
            name, domain = names[source], source[1]
            where = f"column '{name}'{in_domain(domain)} of {dataset.name}"
            if DATA_KINDS[port.kind].bounded:
                _check_range(dataset, domain, name, port, where)
                scales |= {} if scale is None else {port.node: scale}
            table = get_table(dataset, port, domain, split)
            columns[source] = _convert(table[name], port, name, scale, dataset.bounds, where)
    return Feed(columns, scales)


def unscale(array: Array, scale: Scale) -> Array:
    """Map values [*shape] from [0, 1] back to the range (low, high) that they came from."""
    low, high = scale
    return array * (high - low) + low


def _find_scale(dataset: Dataset) -> Scale | None:
    """Return the known range of the data; None where it is unknown or lies within [0, 1]."""
    known = dataset.bounds
    return None if known is None or _within(known, UNIT) else known


def _within(inner: Scale, outer: Scale) -> bool:
    """Return whether a range lies inside another, up to float32; it does not if one is NaN."""
    low, high, least, most = np.asarray([*inner, *outer], np.float32)
    return bool(least <= low and high <= most)


def _convert(
    column: AnyColumn, port: Port, name: str, scale: Scale | None, bounds: Scale | None, where: str
) -> AnyColumn:
    """The values that a node takes of a column: now, or when they are read.

    Rows on disk are gone through once, so that what is wrong with them is found before training.
    Those that have to be decoded are checked when they are read.
    """
    kind = DATA_KINDS[port.kind]

    def change(rows: Array) -> Array:
        return kind.convert(at_step(rows, port, name, where), port, scale, where)

    if not isinstance(column, LazyColumn):
        return change(column)
    if column.certain is not None:
        return column.mapped(change)
    if column.source.is_quick:
        found = column.mapped(change)
        deque(found.chunks(), maxlen=0)
        return found
    if kind.bounded:
        column = column.mapped(partial(_within_bounds, port=port, bounds=bounds, where=where))
    return column.mapped(change)


def _check_range(dataset: Dataset, domain: str, name: str, port: Port, where: str) -> None:
    tables = (dataset.train.get(domain, {}), dataset.test.get(domain, {}))
    extents = [extent for table in tables if name in table if (extent := _extent(table[name]))]
    if not extents:
        return  # all of it is missing, or each batch is checked when it is read
    low = min(extent.low for extent in extents)
    high = max(extent.high for extent in extents)
    allowed = dataset.bounds or UNIT
    if not _within((low, high), allowed):
        raise DataError(
            f"{where}: values from {low:g} to {high:g} lie outside "
            f"[{allowed[0]:g}, {allowed[1]:g}], but node '{port.node}' is {port.kind}",
            _RANGE_CURE.format(node=port.node),
        )


_RANGE_CURE = "write `{node} : real` in the spec, or scale the data"


def _extent(column: AnyColumn) -> Extent | None:
    """The range of what is there; None where nothing is, or where nobody has gone through it."""
    if isinstance(column, LazyColumn):
        extent = column.extent
        return None if extent is None or np.isnan(extent.low) else extent
    known = column[~np.isnan(column)]
    if not len(known):
        return None
    return Extent(float(known.min()), float(known.max()), len(known) < column.size)


def _within_bounds(rows: Array, port: Port, bounds: Scale | None, where: str) -> Array:
    """Return rows [M, *event] if all that is there lies in the range that the node takes."""
    low, high = np.asarray(bounds or UNIT, np.float32)
    wrong = (rows < low) | (rows > high)  # neither is true of what is missing
    if wrong.any():
        row = int(wrong.reshape(len(rows), -1).any(axis=1).argmax())
        value = rows[row][wrong[row]].reshape(-1)[0]
        raise RowError(
            where,
            row,
            f"{value:g} lies outside [{low:g}, {high:g}], but node '{port.node}' is {port.kind}",
            _RANGE_CURE.format(node=port.node),
        )
    return rows
