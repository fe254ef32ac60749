"""A Dataset → its fingerprint, by which a later run sees whether its data have changed.

Data in memory are digested whole. Of data that are read while they are used, examples spread evenly
over each table are, since a run would else begin, and be opened, with hours of reading. The digest
of such examples says so by its first word, and can be taken of data in memory too, so that a run
that was begun with streamed data can go on where they fit, and the other way round.
"""

import hashlib
from collections.abc import Iterator

import numpy as np

from schematic.data.dataset import Array, Dataset, is_streamed
from schematic.data.lazy_column import AnyColumn, LazyColumn

SPREAD = "spread:"
EXAMPLES = 512
"""Of each column that are digested where the data are streamed, at most."""


def fingerprint(dataset: Dataset, like: str = "") -> str:
    """Return a digest of names, shapes, types, values and split, as 32 letters.

    Args:
        dataset: the data.
        like: the digest that it will be compared with, which is of the examples that this will be
            of; "" where there is none.
    """
    is_spread = like.startswith(SPREAD) if like else is_streamed(dataset)
    digest = hashlib.blake2b(digest_size=16)
    for name, column in _columns(dataset):
        digest.update(f"{name} {column.dtype.str} {column.shape};".encode())
        for values in _values(column, is_spread=is_spread):
            digest.update(np.ascontiguousarray(values).data)
    return f"{SPREAD if is_spread else ''}{digest.hexdigest()}"


def _values(column: AnyColumn, *, is_spread: bool) -> Iterator[Array]:
    """Yield the examples that are digested, in order."""
    if isinstance(column, LazyColumn) and not column.source.is_fixed:
        return
    if is_spread:
        rows = np.linspace(0, len(column) - 1, min(EXAMPLES, len(column))).astype(np.int64)
        yield column[rows]
    elif isinstance(column, LazyColumn):
        yield from column.chunks()
    else:
        yield column


def _columns(dataset: Dataset) -> Iterator[tuple[str, AnyColumn]]:
    for split, tables in (("train", dataset.train), ("test", dataset.test)):
        for domain, table in sorted(tables.items()):
            for column, array in sorted(table.items()):
                yield f"{split} {domain!r} {column!r}", array
