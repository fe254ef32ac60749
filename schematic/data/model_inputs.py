"""A Dataset and a model's Ports → a Feed: arrays in the form in which the model takes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from schematic.data.columns import UNIT, to_labels
from schematic.data.data_error import DataError
from schematic.data.data_nodes import (
    Kind,
    Port,
    Source,
    Split,
    choose_columns,
    event_shape,
    get_table,
    sources,
)
from schematic.data.dataset import Array, Dataset, in_domain

Scale = tuple[float, float]
BOUNDED = frozenset({"unit", "binary"})  # the kinds whose values lie in [0, 1]


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
            if port.kind in BOUNDED:
                _check_range(dataset, domain, name, port, where)
                scales |= {} if scale is None else {port.node: scale}
            array = get_table(dataset, port, domain, split)[name]
            columns[source] = _FORM[port.kind](array, port, scale, where)
    return Feed(columns, scales)


def unscale(array: Array, scale: Scale) -> Array:
    """Map values [*shape] from [0, 1] back to the range (low, high) that they came from."""
    low, high = scale
    return array * (high - low) + low


def _find_scale(dataset: Dataset) -> Scale | None:
    """Return the known range of the data; None where it is unknown or lies within [0, 1]."""
    known = dataset.bounds
    return None if known is None or _within(known, UNIT) else known


def _to_unit(array: Array, scale: Scale | None) -> Array:
    if scale is None:
        return array
    low, high = np.asarray(scale, np.float32)
    mapped: Array = (array - low) / (high - low)
    return mapped.clip(0, 1)


def _within(inner: Scale, outer: Scale) -> bool:
    """Return whether a range lies inside another, up to float32; it does not if one is NaN."""
    low, high, least, most = np.asarray([*inner, *outer], np.float32)
    return bool(least <= low and high <= most)


def _check_range(dataset: Dataset, domain: str, name: str, port: Port, where: str) -> None:
    tables = (dataset.train.get(domain, {}), dataset.test.get(domain, {}))
    arrays = [table[name] for table in tables if name in table]
    low = float(min(array.min() for array in arrays))
    high = float(max(array.max() for array in arrays))
    allowed = dataset.bounds or UNIT
    if not _within((low, high), allowed):
        raise DataError(
            f"{where}: values from {low:g} to {high:g} lie outside "
            f"[{allowed[0]:g}, {allowed[1]:g}], but node '{port.node}' is {port.kind}",
            f"write `{port.node} : real` in the spec, or scale the data",
        )


def _as_real(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    return _reshape(array, port, where).astype(np.float32, copy=False)


def _as_unit(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    return _to_unit(_as_real(array, port, None, where), scale)


def _as_binary(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    return (_as_unit(array, port, scale, where) > 0.5).astype(np.float32)


def _as_classes(array: Array, port: Port, scale: Scale | None, where: str) -> Array:
    labels = to_labels(array, where)
    wrong = labels < 0
    if port.classes is not None:
        wrong |= labels >= port.classes
    if wrong.any():
        row = int(np.argmax(wrong))
        allowed = "0, 1, 2, …" if port.classes is None else f"0 … {port.classes - 1}"
        raise DataError(
            f"{where}, row {row} (from 0): node '{port.node}' has the classes {allowed}, "
            f"not {labels[row]}",
            f"number the classes from 0, or write `{port.node} : cat[k]` with k of them",
        )
    return labels


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


_FORM: Mapping[Kind, Callable[[Array, Port, Scale | None, str], Array]] = {
    "real": _as_real,
    "unit": _as_unit,
    "binary": _as_binary,
    "cat": _as_classes,
}  # a node's kind → what its column becomes
