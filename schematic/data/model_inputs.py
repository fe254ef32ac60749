"""A Dataset and a model's Ports → a Feed: arrays in the form in which the model takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schematic.data.columns import UNIT
from schematic.data.data_error import DataError
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


@dataclass(frozen=True, eq=False)
class Feed:
    """The examples of a data set in the form in which a model takes them.

    Attributes:
        columns: (node, domain) → float32 [N, *event] for real, unit and binary; int64 [N] for cat.
        scales: node → (low, high) where values were mapped from there to [0, 1].
    """

    columns: Mapping[Source, Array]
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
    columns: dict[Source, Array] = {}
    scales: dict[str, Scale] = {}
    for port in ports:
        for source in sources(port):
            name, domain = names[source], source[1]
            where = f"column '{name}'{in_domain(domain)} of {dataset.name}"
            if DATA_KINDS[port.kind].bounded:
                _check_range(dataset, domain, name, port, where)
                scales |= {} if scale is None else {port.node: scale}
            table = get_table(dataset, port, domain, split)
            array = at_step(table[name], port, name, where)
            columns[source] = DATA_KINDS[port.kind].convert(array, port, scale, where)
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


def _check_range(dataset: Dataset, domain: str, name: str, port: Port, where: str) -> None:
    tables = (dataset.train.get(domain, {}), dataset.test.get(domain, {}))
    arrays = [table[name] for table in tables if name in table]
    known = [array[~np.isnan(array)] for array in arrays]
    if not any(len(array) for array in known):
        return  # all of it is missing
    low = float(min(array.min() for array in known if len(array)))
    high = float(max(array.max() for array in known if len(array)))
    allowed = dataset.bounds or UNIT
    if not _within((low, high), allowed):
        raise DataError(
            f"{where}: values from {low:g} to {high:g} lie outside "
            f"[{allowed[0]:g}, {allowed[1]:g}], but node '{port.node}' is {port.kind}",
            f"write `{port.node} : real` in the spec, or scale the data",
        )
