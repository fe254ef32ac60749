"""Held-out examples → a digest of each, by which they are held out again from data that grew.

A seed picks others as soon as one example is added. A digest of 8 bytes an example remembers which
they were, wherever they lie and whatever stands beside them.
"""

import hashlib
from collections import Counter
from dataclasses import replace

import numpy as np

from schematic.data.dataset import Array, Columns, Dataset, table_length
from schematic.data.split import KNOWN, take

DIGEST = np.dtype("<u8")
CHUNK = 4_096  # rows that are digested at once


def held_out_digests(dataset: Dataset) -> Array:
    """Return the digests of all held-out examples, uint64 [H], in ascending order."""
    parts = [row_digests(table, domain) for domain, table in dataset.test.items()]
    return np.sort(np.concatenate(parts)) if parts else np.empty(0, DIGEST)


def hold_out_known(dataset: Dataset, digests: Array) -> Dataset | None:
    """Hold out the examples that were held out before; all others are for training.

    Of examples that are equal, as many are held out as were.

    Args:
        dataset: data without a test split.
        digests: of those that were held out, uint64 [H].

    Returns:
        The split data; None where some domain has none of them, or nothing else.
    """
    before = Counter(digests.tolist())
    train: dict[str, Columns] = {}
    test: dict[str, Columns] = {}
    for domain, table in dataset.train.items():
        is_held = np.zeros(table_length(table), bool)
        for row, digest in enumerate(row_digests(table, domain).tolist()):
            if before[digest] > 0:
                before[digest] -= 1
                is_held[row] = True
        if is_held.all() or not is_held.any():
            return None
        train[domain] = take(table, np.flatnonzero(~is_held))
        test[domain] = take(table, np.flatnonzero(is_held))
    return replace(dataset, train=train, test=test, held_out_by=KNOWN)


def row_digests(table: Columns, domain: str) -> Array:
    """Return a digest of each example of a table, uint64 [N]: of its values, and its domain."""
    total = table_length(table)
    digests = np.empty(total, DIGEST)
    for start in range(0, total, CHUNK):
        columns = [
            np.ascontiguousarray(table[name][start : start + CHUNK]) for name in sorted(table)
        ]
        for row in range(len(columns[0])):
            digest = hashlib.blake2b(domain.encode(), digest_size=DIGEST.itemsize)
            for column in columns:
                digest.update(column[row].tobytes())
            digests[start + row] = int.from_bytes(digest.digest(), "little")
    return digests
