"""A Dataset and a model's Ports → one line that says what was read, and what became what.

Whatever was left out, guessed, rescaled or reordered on the way is in it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from schematic.data.columns import CHANNELS
from schematic.data.data_nodes import Port, choose_columns, sources
from schematic.data.dataset import Columns, Dataset, table_length
from schematic.data.kinds import DATA_KINDS, Scale
from schematic.data.lazy_column import AnyColumn, Extent, LazyColumn, in_memory

LISTED = 4  # names that are listed; of more, the first ones
POINT = 3  # coordinates of a point, at most; of more, an example is a row


def describe(dataset: Dataset, ports: Sequence[Port], scales: dict[str, Scale]) -> str:
    """Return the line, such as "faces: 600 images 3×64×64 in [0, 1] as x, 60 held out".

    Args:
        dataset: data that fit the model.
        ports: all data nodes of a model.
        scales: node → the range that was mapped to [0, 1].
    """
    chosen = choose_columns(dataset, ports)
    parts = [
        _describe_domain(dataset, domain, ports, chosen, scales)
        for domain in dict.fromkeys(domain for port in ports for _, domain in sources(port))
    ]
    unused = ", ".join(f"'{each}'" for each in sorted({*dataset.train} - {d for _, d in chosen}))
    parts += [f"not used: {unused}"] if unused else []
    return f"{dataset.name}: {'; '.join([*parts, *dataset.notes])}"


def describe_columns(dataset: Dataset) -> str:
    """Return a line of all that data hold, whatever a model would take of it."""
    parts = [_describe_whole(dataset, domain) for domain in dataset.train]
    return f"{dataset.name}: {'; '.join([*parts, *dataset.notes])}"


def _describe_whole(dataset: Dataset, domain: str) -> str:
    """All columns of a domain, each with its name."""
    table, test = dataset.train[domain], dataset.test.get(domain, {})
    held_out = table_length(test) if test else 0
    total = table_length(table) + held_out
    parts = [f"{_describe_column(dataset, each, [table, test])} ({each})" for each in table]
    first = f"{total:,} {_counted(parts[0], total)}"
    held = f"{held_out:,} held out" if held_out else "none held out"
    line = ", ".join([first, *parts[1:], held])
    return f"{domain}: {line}" if domain else line


def list_names(names: Iterable[str]) -> str:
    """Return names with commas between; of many, the first ones and three dots."""
    every = list(names)
    return ", ".join(every if len(every) <= LISTED else [*every[: LISTED - 1], "…"])


def _describe_domain(
    dataset: Dataset,
    domain: str,
    ports: Sequence[Port],
    chosen: dict[tuple[str, str], str],
    scales: dict[str, Scale],
) -> str:
    table, test = dataset.train[domain], dataset.test.get(domain, {})
    held_out = table_length(test) if test else 0
    total = table_length(table) + held_out
    parts: list[str] = []
    for column, takers in _takers(domain, ports, chosen):
        nodes = list_names(port.node for port in takers)
        what = _describe_column(dataset, column, [table, test])
        changes = [_change(port, scales.get(port.node)) for port in takers]
        told = "".join(f", {change}" for change in dict.fromkeys(changes) if change)
        parts.append(f"{what} as {nodes}{told}")
    first = f"{total:,} {_counted(parts[0], total)}"
    unused = [column for column in table if column not in {c for _, c in _used(domain, chosen)}]
    rest = [f"{list_names(unused)} not used"] if unused else []
    held = f"{held_out:,} held out" if held_out else "none held out"
    line = ", ".join([first, *parts[1:], *rest, held])
    return f"{domain}: {line}" if domain else line


def _counted(what: str, total: int) -> str:
    """What follows a number of examples: "images 1×8×8", or "examples of 3 classes"."""
    things = f"examples of {what}" if what[0].isdecimal() else what
    return things if total != 1 else re.sub(r"^(\w+)s\b", r"\1", things)


def _takers(
    domain: str, ports: Sequence[Port], chosen: dict[tuple[str, str], str]
) -> Iterator[tuple[str, list[Port]]]:
    """Yield the columns of a domain with the ports that take them, in order of the ports."""
    used = _used(domain, chosen)
    for column in dict.fromkeys(column for _, column in used):
        nodes = {node for node, taken in used if taken == column}
        yield column, [port for port in ports if port.node in nodes]


def _used(domain: str, chosen: dict[tuple[str, str], str]) -> list[tuple[str, str]]:
    """Return the nodes that take examples of a domain, each with its column."""
    return [(node, column) for (node, place), column in chosen.items() if place == domain]


def _change(port: Port, scale: Scale | None) -> str:
    """What is done to values on their way to a node."""
    mapped = f"[{scale[0]:g}, {scale[1]:g}] is mapped to [0, 1]" if scale else ""
    return ", ".join(each for each in (mapped, DATA_KINDS[port.kind].told) if each)


def _describe_column(dataset: Dataset, column: str, tables: Sequence[Columns]) -> str:
    """What the examples of a column are, as a plural that follows their number."""
    arrays = [table[column] for table in tables if column in table]
    missing = sum(_count_missing(array) for array in arrays)
    lacking = f" ({missing:,} missing)" if missing else ""
    if arrays[0].dtype.kind == "i":
        return _describe_classes(dataset, column, arrays) + lacking
    headers = dataset.headers.get(column, ())
    named = f" ({list_names(headers)})" if headers else ""
    return _things(arrays[0].shape[1:]) + named + _range(dataset, arrays) + lacking


def _describe_classes(dataset: Dataset, column: str, arrays: Sequence[AnyColumn]) -> str:
    every = np.unique(np.concatenate([in_memory(array) for array in arrays]))
    names = dataset.classes.get(column) or tuple(str(value) for value in every if value >= 0)
    plural = "class" if len(names) == 1 else "classes"
    return f"{len(names):,} {plural} ({list_names(names)})"


def _things(shape: tuple[int, ...]) -> str:
    sizes = "×".join(map(str, shape))
    if len(shape) == 3 and shape[0] in CHANNELS:
        return f"images {sizes}"
    if shape in ((), (1,)):
        return "numbers"
    if len(shape) > 1:
        return f"arrays {sizes}"
    return f"points of {sizes} numbers" if shape[0] <= POINT else f"rows of {sizes} numbers"


def _range(dataset: Dataset, arrays: Sequence[AnyColumn]) -> str:
    """The range in which values lie: the one that is known of all, or the one seen."""
    known = dataset.bounds
    if known is None:
        seen = [each for each in map(_extent, arrays) if each is not None]
        if len(seen) < len(arrays) or all(np.isnan(each.low) for each in seen):
            return ""
        known = min(each.low for each in seen), max(each.high for each in seen)
    return f" in [{known[0]:.4g}, {known[1]:.4g}]"


def _count_missing(column: AnyColumn) -> int:
    """How many examples of a column are missing: −1 for a class, NaN for all or some numbers.

    Of lazy columns only classes are counted.
    """
    if column.dtype.kind == "i":
        return int((in_memory(column) < 0).sum())
    if isinstance(column, LazyColumn):
        return 0
    return int(np.isnan(column.reshape(len(column), -1)).any(axis=1).sum())


def _extent(column: AnyColumn) -> Extent | None:
    """The range of the values that are there; None where looking for it takes too long."""
    if isinstance(column, LazyColumn):
        return column.extent
    low, high = (float(each.reduce(column, axis=None)) for each in (np.fmin, np.fmax))
    return Extent(low, high, lacks=bool(np.isnan(column).any()))
