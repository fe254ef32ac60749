"""A Feed → batches by index into tensors that lie on the device: a seeded permutation an epoch.

The examples of one domain are paired row by row and travel together; each domain cycles on its
own. The batch of a step depends on the seed and the step only, so training resumes anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.data import Feed
from schematic.training.options.batch_places import Place

Batch = dict[str, Tensor | dict[str, Tensor]]

AHEAD = 64  # batches gathered at once: the less often, the more there is in the caches
GATHERED = 8 * 2**20  # bytes of them, at most


@dataclass(frozen=True)
class Column:
    """A column on the device, [N, *event], and its place in a batch."""

    place: Place
    values: Tensor


def to_columns(feed: Feed, places: tuple[Place, ...], device: torch.device) -> tuple[Column, ...]:
    """Move the data to the device, once."""
    return tuple(
        Column(place, torch.as_tensor(feed.columns[place.node, place.domain]).to(device))
        for place in places
    )


def take(columns: tuple[Column, ...], rows: Mapping[str, Tensor | slice]) -> Batch:
    """The batch of the given rows of each domain."""
    return _batch((c.place, _rows(c.values, rows[c.place.domain])) for c in columns)


def _batch(values: Iterable[tuple[Place, Tensor]]) -> Batch:
    """Values, each at its place."""
    batch: Batch = {}
    for place, value in values:
        if place.label is None:
            batch[place.node] = value
        else:
            batch.setdefault(place.node, {})[place.label] = value  # type: ignore[index]
    return batch


def _row_bytes(column: Column) -> int:
    """The size of an example."""
    return column.values[0].numel() * column.values.element_size()


def _rows(values: Tensor, index: Tensor | slice) -> Tensor:
    return values[index] if isinstance(index, slice) else values.index_select(0, index)


def domain_sizes(columns: tuple[Column, ...]) -> dict[str, int]:
    """How many examples each domain has."""
    return {column.place.domain: len(column.values) for column in columns}


def first_rows(columns: tuple[Column, ...], limit: int) -> Batch:
    """The first examples, as many of each domain."""
    size = min(limit, *domain_sizes(columns).values())
    return take(columns, {domain: slice(0, size) for domain in domain_sizes(columns)})


class Stream:
    """Endless rows of one domain: one permutation after another, cut into batches."""

    def __init__(self, examples: int, size: int, seed: int, device: torch.device) -> None:
        """Start at the first row of the first epoch."""
        self.examples, self.size, self.seed, self.device = examples, size, seed, device
        self.seek(0)

    def seek(self, step: int) -> None:
        """Go to the batch of a step."""
        self.epoch, self.position = divmod(step * self.size, self.examples)
        self.order = self._permutation(self.epoch)

    def next(self, batches: int = 1) -> Tensor:
        """The rows of the next batches, [batches · size]."""
        end = self.position + batches * self.size
        while end > len(self.order):
            self.epoch += 1
            rest = self.order[self.position :]
            self.order = torch.cat([rest, self._permutation(self.epoch)])
            self.position, end = 0, batches * self.size
        rows = self.order[self.position : end]
        self.position = end
        return rows

    def _permutation(self, epoch: int) -> Tensor:
        generator = torch.Generator().manual_seed((self.seed * 1_000_003 + epoch) % 2**63)
        return torch.randperm(self.examples, generator=generator).to(self.device)


class Batches:
    """Endless training batches, each domain cycling on its own.

    The batch of a step is the same however many processes share it: each takes its own rows.
    """

    def __init__(
        self, columns: tuple[Column, ...], size: int, seed: int, rank: int = 0, processes: int = 1
    ) -> None:
        """Start at the batch of step 0.

        Args:
            columns: the data.
            size: of a batch, of all processes together.
            seed: of the order.
            rank: of this process.
            processes: how many share a batch; they divide its size.
        """
        self.columns, self.size = columns, size // processes
        self.share = slice(rank * self.size, (rank + 1) * self.size)
        self.ahead = max(1, min(AHEAD, GATHERED // (self.size * sum(map(_row_bytes, columns)))))
        self.ready: list[Batch] = []
        device = columns[0].values.device
        self.streams = {
            domain: Stream(examples, size, 1_009 * seed + number, device)
            for number, (domain, examples) in enumerate(domain_sizes(columns).items())
        }

    def seek(self, step: int) -> None:
        """Go to the batch of a step."""
        self.ready.clear()
        for stream in self.streams.values():
            stream.seek(step)

    def next(self) -> Batch:
        """The next batch."""
        if not self.ready:
            self.ready = self._gather()
        return self.ready.pop()

    def _gather(self) -> list[Batch]:
        """The next batches, the first at the end: gathered by one index, then cut."""
        rows = {
            domain: stream.next(self.ahead).view(self.ahead, -1)[:, self.share].flatten()
            for domain, stream in self.streams.items()
        }
        places = [column.place for column in self.columns]
        found = [_rows(column.values, rows[column.place.domain]) for column in self.columns]
        cut = [torch.split(values, self.size) for values in found]
        batches = [_batch(zip(places, values, strict=True)) for values in zip(*cut, strict=True)]
        return batches[::-1]
