"""A Dataset as a file has it → the same as a model's Ports ask for it.

A node may name a column of a table by its header, which is then taken out of the others. Where
nodes ask for domains, and the data have classes that are called so, each class is a domain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from schematic.data.columns import LABELS, to_labels
from schematic.data.data_error import DataError, quote
from schematic.data.data_nodes import Port
from schematic.data.dataset import Columns, Dataset
from schematic.data.kinds import DATA_KINDS
from schematic.data.lazy_column import AnyColumn, in_memory
from schematic.data.split import take


def arrange(dataset: Dataset, ports: Sequence[Port]) -> Dataset:
    """Return data with the columns and the domains that the nodes of a model name.

    What is not there is left to those who look for it.

    Raises:
        DataError: a header stands for several columns, or does not hold what the node takes.
    """
    for port in ports:
        if port.column is not None and not _is_column(dataset, port.column):
            dataset = _take_out(dataset, port, port.column)
    domains = tuple(dict.fromkeys(domain for port in ports for domain in port.domains))
    is_one = [*dataset.train] == [""]
    if domains and is_one and {*domains} <= {*dataset.classes.get(LABELS, ())}:
        return _as_domains(dataset)
    return dataset


def _is_column(dataset: Dataset, name: str) -> bool:
    return any(name in table for table in dataset.train.values())


def _take_out(dataset: Dataset, port: Port, header: str) -> Dataset:
    """Make a column of its own of what is called by a header; the data as they are without one."""
    found = [
        (column, place)
        for column, names in dataset.headers.items()
        for place, name in enumerate(names)
        if name == header
    ]
    if not found:
        return dataset
    if len(found) > 1:
        raise DataError(
            f"{dataset.name} has {len(found)} columns called {quote(header)}", "rename one of them"
        )
    column, place = found[0]
    names = dataset.headers[column]
    rest = (*names[:place], *names[place + 1 :])
    train, test = (
        {
            domain: _without(table, column, place, header, port, dataset.name)
            for domain, table in tables.items()
        }
        for tables in (dataset.train, dataset.test)
    )
    headers = {key: value for key, value in {**dataset.headers, column: rest}.items() if value}
    classes = {header if key == column else key: value for key, value in dataset.classes.items()}
    return replace(dataset, train=train, test=test, headers=headers, classes=classes)


def _without(
    table: Columns, column: str, place: int, header: str, port: Port, name: str
) -> dict[str, AnyColumn]:
    """A table with one number of each example as a column of its own."""
    values = in_memory(table[column])
    own = values if values.ndim == 1 else values[:, place]
    where = f"column {quote(header)} of {name}"
    if DATA_KINDS[port.kind].sort == "i":
        own = to_labels(own, where)
    elif own.dtype.kind == "i":
        own = np.where(own < 0, np.nan, own).astype(np.float32)
    others = {key: array for key, array in table.items() if key != column}
    if values.ndim > 1 and values.shape[1] > 1:
        others[column] = np.delete(values, place, axis=1)
    return {**others, header: own}


def _as_domains(dataset: Dataset) -> Dataset:
    """Each class as a domain of that name, without labels."""
    names = dataset.classes[LABELS]
    train, test = (_by_class(tables, names) for tables in (dataset.train, dataset.test))
    classes = {column: value for column, value in dataset.classes.items() if column != LABELS}
    note = "the folders are domains, not classes"
    return replace(dataset, train=train, test=test, classes=classes, notes=(*dataset.notes, note))


def _by_class(tables: Mapping[str, Columns], names: Sequence[str]) -> dict[str, Columns]:
    parts: dict[str, Columns] = {}
    for table in tables.values():
        others = {column: array for column, array in table.items() if column != LABELS}
        for label, name in enumerate(names):
            rows = np.flatnonzero(in_memory(table[LABELS]) == label)
            if len(rows):
                parts[name] = take(others, rows)
    return parts
