"""A Dataset → a smaller one: examples held out for testing, or a fraction of the training set."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.dataset import Array, Columns, Dataset, in_domain, table_length
from schematic.data.lazy_column import AnyColumn, LazyColumn

SEED, KNOWN = "seed", "known"
"""What picks held-out examples where the data bring no test split."""


def hold_out(dataset: Dataset, share: float, seed: int) -> Dataset:
    """Move a seeded random share of every training table to the test tables.

    Args:
        dataset: data without a test split.
        share: of the examples, in [0, 1); at least one is moved unless it is 0.
        seed: picks which.

    Raises:
        DataError: a table has one example only.
    """
    if share == 0:
        return dataset
    parts = {
        domain: _cut(dataset.name, domain, table, share, seed)
        for domain, table in dataset.train.items()
    }
    return replace(
        dataset,
        train={domain: train for domain, (train, _) in parts.items()},
        test={domain: test for domain, (_, test) in parts.items()},
        held_out_by=SEED,
    )


def split_if_whole(dataset: Dataset, share: float, seed: int) -> Dataset:
    """Hold out a share as `hold_out`, unless the data bring a test split."""
    return dataset if dataset.test else hold_out(dataset, share, seed)


def keep_fraction(dataset: Dataset, fraction: float, seed: int) -> Dataset:
    """Keep a seeded random fraction of every training table, at least one example.

    Of one seed, a smaller fraction is a subset of a larger one. The order of rows stays.

    Args:
        dataset: any data.
        fraction: in (0, 1].
        seed: picks which examples are kept.
    """
    train = _thin(dataset.train, fraction, seed)
    before, after = (sum(map(table_length, each.values())) for each in (dataset.train, train))
    note = f"{after:,} of {before:,} examples for training are kept"
    notes = dataset.notes if after == before else (*dataset.notes, note)
    return replace(dataset, train=train, notes=notes)


def take(table: Columns, rows: Array | slice) -> dict[str, AnyColumn]:
    """Return rows int64 [M], or a slice, of every column [N, *event], as [M, *event].

    Lazy columns of one source stay together: they share one array of numbers.
    """
    kept: dict[int, Array] = {}
    taken: dict[str, AnyColumn] = {}
    for name, column in table.items():
        if isinstance(column, LazyColumn):
            numbers = kept.setdefault(id(column.numbers), column.numbers[rows])
            taken[name] = replace(column, numbers=numbers)
        else:
            taken[name] = column[rows]
    return taken


def _cut(
    name: str, domain: str, table: Columns, share: float, seed: int
) -> tuple[dict[str, AnyColumn], dict[str, AnyColumn]]:
    total = table_length(table)
    if total < 2:
        raise DataError(
            f"{name}: one example{in_domain(domain)} cannot be split in training and test",
            "give more examples, or hold out nothing",
        )
    held = min(max(1, round(total * share)), total - 1)
    order = np.random.default_rng(seed).permutation(total)
    return take(table, np.sort(order[held:])), take(table, np.sort(order[:held]))


def _thin(tables: Mapping[str, Columns], fraction: float, seed: int) -> dict[str, Columns]:
    thinned: dict[str, Columns] = {}
    for domain, table in tables.items():
        total = table_length(table)
        order = np.random.default_rng(seed).permutation(total)
        thinned[domain] = take(table, np.sort(order[: max(1, round(total * fraction))]))
    return thinned
