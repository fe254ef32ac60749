"""A Port, which is a data node of a model → the column that it takes, and its shape."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from schematic.data.data_error import DataError
from schematic.data.dataset import Array, Columns, Dataset, in_domain
from schematic.data.kinds import DATA_KINDS
from schematic.data.lazy_column import AnyColumn, each_row

Split = Literal["train", "test"]
Source = tuple[str, str]  # a node and a domain


@dataclass(frozen=True)
class Port:
    """A node of a model that takes its values from data.

    Attributes:
        node: its name.
        kind: its type in the spec, a room of `kinds/`.
        shape: of one example, () for cat; None takes it from the data.
        classes: how many, for cat; None where it is not known.
        domains: which it takes examples from; () for ordinary data.
        column: the name of the column that it takes, where somebody has said so.
        partly: whether examples of it may be missing: −1 for a class, NaN for numbers.
        step: of a copy in a plate, the name of one column of all copies, [N, T, …], its place on
            the second axis, and T.
    """

    node: str
    kind: str
    shape: tuple[int, ...] | None
    classes: int | None = None
    domains: tuple[str, ...] = ()
    column: str | None = None
    partly: bool = False
    step: tuple[str, int, int] | None = None


def sources(port: Port) -> list[Source]:
    """Return the (node, domain) pairs of a port; the ordinary domain is ""."""
    return [(port.node, domain) for domain in port.domains or ("",)]


def choose_columns(
    dataset: Dataset, ports: Sequence[Port], split: Split = "train"
) -> dict[Source, str]:
    """Return the name of the column for every port and domain.

    It is the column that the port names; else the one called like the node; else "labels" for cat
    and "features" for the others; else the only column of integers for cat, of floats for the
    others. The kinds of data say which.

    Args:
        dataset: the data at hand.
        ports: all data nodes of a model.
        split: the split in which the columns are looked up.

    Raises:
        DataError: a domain or column is missing, or two nodes would take the same column and
            nobody has said so.
    """
    chosen = {
        (node, domain): _choose(dataset.name, get_table(dataset, port, domain, split), port, domain)
        for port in ports
        for node, domain in sources(port)
    }
    named = {port.node for port in ports if port.column is not None}
    _check_shared(dataset.name, chosen, ports, named)
    return chosen


def get_table(dataset: Dataset, port: Port, domain: str, split: Split) -> Columns:
    """Return the table of a domain.

    Raises:
        DataError: there is no such domain; the error names those there are.
    """
    tables = {"train": dataset.train, "test": dataset.test}[split]
    if domain in tables:
        return tables[domain]
    if not tables:
        raise DataError(f"{dataset.name} has no held-out examples", "hold out a share of the data")
    wanted = f"domain '{domain}'" if domain else "data without a domain"
    there = ", ".join(f"'{name}'" for name in sorted(tables) if name) or "none"
    raise DataError(
        f"node '{port.node}' draws from {wanted}; the domains of {dataset.name} are: {there}",
        "name an array of an .npz file 'column.domain', or choose other data",
    )


def event_shape(array: AnyColumn, port: Port) -> tuple[int, ...]:
    """Return the shape of one example: the port's, else the column's; a scalar is [1].

    Args:
        array: a column, [N, *event].
        port: the node that takes it.
    """
    if port.kind == "cat":
        return ()
    return port.shape if port.shape is not None else array.shape[1:] or (1,)


def at_step(array: Array, port: Port, column: str, where: str) -> Array:
    """Return the values of a port in its column, [N, *event]: of a copy, those at its place.

    Raises:
        DataError: the column has no axis of as many steps as there are copies.
    """
    if port.step is None or column == port.node:
        return array
    stem, place, length = port.step
    thin = array.reshape(len(array), *(size for size in array.shape[1:] if size != 1))
    found = next((a for a in (array, thin) if a.ndim > 1 and a.shape[1] == length), None)
    if found is None:
        raise DataError(
            f"{where}: examples of shape {list(array.shape[1:])} are no {length} steps, one "
            f"for each copy of '{stem}'",
            f"give it the shape [N, {length}, …], or a column for each copy, such as '{port.node}'",
        )
    values: Array = found[:, place]
    return values


def event_shapes(dataset: Dataset, ports: Sequence[Port]) -> dict[str, tuple[int, ...]]:
    """Return the shape of one example of every port's node; () for cat.

    Raises:
        DataError: a column is missing, or the domains of a node differ in shape.
    """
    columns = choose_columns(dataset, ports)
    shapes: dict[str, tuple[int, ...]] = {}
    for port in ports:
        for node, domain in sources(port):
            column = columns[node, domain]
            where = f"column '{column}'{in_domain(domain)} of {dataset.name}"
            part = partial(at_step, port=port, column=column, where=where)
            shape = event_shape(each_row(dataset.train[domain][column], part), port)
            if shapes.setdefault(node, shape) != shape:
                raise DataError(
                    f"node '{node}' has shape {shapes[node]} in one domain of {dataset.name} "
                    f"and {shape} in '{domain}'",
                    "give both the same shape",
                )
    return shapes


def _choose(name: str, table: Columns, port: Port, domain: str) -> str:
    kind = DATA_KINDS[port.kind]
    alike = [column for column, array in table.items() if array.dtype.kind == kind.sort]
    if port.column is not None:
        return _named(name, table, port, domain, alike)
    names: list[str] = [port.node, *([port.step[0]] if port.step else []), kind.fallback]
    for column in names:
        if column in table:
            return column
    if len(alike) == 1:
        return alike[0]
    there = ", ".join(f"'{column}'" for column in table)
    raise DataError(
        f"no column of {name}{in_domain(domain)} fits node '{port.node}' ({port.kind}); "
        f"there are: {there}",
        f"call one of them '{port.node}' or '{kind.fallback}'"
        + (f", or name it: --column {port.node}={alike[0]}" if alike else ""),
    )


def _named(name: str, table: Columns, port: Port, domain: str, alike: Sequence[str]) -> str:
    """The column that a port names, which is there and holds values of the port's sort."""
    assert port.column is not None
    if port.column in alike:
        return port.column
    fitting = ", ".join(f"'{column}'" for column in alike) or "none"
    what = "does not hold what it takes" if port.column in table else "is not there"
    raise DataError(
        f"node '{port.node}' ({port.kind}) is to take column '{port.column}' of "
        f"{name}{in_domain(domain)}, which {what}; those that fit are: {fitting}",
        "name one of these",
    )


def _check_shared(
    name: str, chosen: Mapping[Source, str], ports: Sequence[Port], named: Collection[str]
) -> None:
    """Refuse that two nodes take one column, which is rarely intended, unless both name it.

    Copies of a plate share the column of their name, each at its place.
    """
    owners: dict[tuple[str, str], str] = {}
    steps = {port.node: port.step[0] for port in ports if port.step}
    for (node, domain), column in chosen.items():
        other = owners.setdefault((domain, column), node)
        is_one_array = node in steps and steps[node] == steps.get(other)
        if other != node and not is_one_array and not {other, node} <= set(named):
            raise DataError(
                f"nodes '{other}' and '{node}' would both take column '{column}' of {name}",
                f"give columns called '{other}' and '{node}'; if the same values are meant, say "
                f"so: --column {other}={column} --column {node}={column}",
            )
