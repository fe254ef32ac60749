"""A Dataset → its fingerprint, by which a later run sees whether its data have changed."""

import hashlib
from collections.abc import Iterator

import numpy as np

from schematic.data.dataset import Array, Dataset


def fingerprint(dataset: Dataset) -> str:
    """Return a digest of all examples: names, shapes, types, values and split, as 32 letters."""
    digest = hashlib.blake2b(digest_size=16)
    for name, array in _columns(dataset):
        digest.update(f"{name} {array.dtype.str} {array.shape};".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _columns(dataset: Dataset) -> Iterator[tuple[str, Array]]:
    for split, tables in (("train", dataset.train), ("test", dataset.test)):
        for domain, table in sorted(tables.items()):
            for column, array in sorted(table.items()):
                yield f"{split} {domain!r} {column!r}", array
