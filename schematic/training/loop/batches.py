"""A Feed → batches, gathered by index from tensors on the device: a seeded permutation an epoch.

The examples of one domain are paired row by row and stay together; each domain cycles on its own.
The batch of a step depends on the seed and the step only, so training can resume at any step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.data import Feed
from schematic.training.loop.batch_change import Change, Source
from schematic.training.options.batch_places import Place

Batch = dict[str, Tensor | dict[str, Tensor]]

AHEAD = 64  # batches gathered at once: the less often, the more there is in the caches
GATHERED = 8 * 2**20  # bytes of them, at most


@dataclass(frozen=True)
class Column:
    """The values of a node on the device, [N, *event], and their place in a batch."""

    place: Place
    values: Tensor


def to_columns(feed: Feed, places: tuple[Place, ...], device: torch.device) -> tuple[Column, ...]:
    """Move all examples to the device, once; the columns are [N, *event] each."""
    return tuple(
        Column(place, torch.as_tensor(feed.columns[place.node, place.domain]).to(device))
        for place in places
    )


def take(columns: tuple[Column, ...], rows: Mapping[str, Tensor | slice]) -> Batch:
    """Return the batch of the given rows, values [B, *event] by node.

    Args:
        columns: the examples, [N, *event] each.
        rows: which rows of each domain: indices [B], or a slice.
    """
    return _batch((c.place, _rows(c.values, rows[c.place.domain])) for c in columns)


def _batch(values: Iterable[tuple[Place, Tensor]]) -> Batch:
    """Put each of the values [B, *event] at its place in a batch."""
    batch: Batch = {}
    for place, value in values:
        if place.label is None:
            batch[place.node] = value
        else:
            batch.setdefault(place.node, {})[place.label] = value  # type: ignore[index]
    return batch


def _at(batch: Batch, place: Place) -> Tensor:
    """The values [B, *event] at a place in a batch."""
    values = batch[place.node]
    return values if isinstance(values, Tensor) else values[place.label or ""]


def _row_bytes(column: Column) -> int:
    """Return the size of an example in bytes."""
    return column.values[0].numel() * column.values.element_size()


def _rows(values: Tensor, index: Tensor | slice) -> Tensor:
    return values[index] if isinstance(index, slice) else values.index_select(0, index)


def domain_sizes(columns: tuple[Column, ...]) -> dict[str, int]:
    """Return how many examples each domain has."""
    return {column.place.domain: len(column.values) for column in columns}


def first_rows(columns: tuple[Column, ...], limit: int) -> Batch:
    """Return the batch of the first examples, at most `limit`, as many of each domain."""
    size = min(limit, *domain_sizes(columns).values())
    return take(columns, {domain: slice(0, size) for domain in domain_sizes(columns)})


class Stream:
    """Gives the rows of one domain without end: one permutation after another, cut into batches."""

    def __init__(self, examples: int, size: int, seed: int, device: torch.device) -> None:
        """Start at the first row of the first epoch."""
        self.examples, self.size, self.seed, self.device = examples, size, seed, device
        self.seek(0)

    def seek(self, step: int) -> None:
        """Go to the batch of a step."""
        self.epoch, self.position = divmod(step * self.size, self.examples)
        self.order = self._permutation(self.epoch)

    def next(self, batches: int = 1) -> Tensor:
        """Return the rows of the next batches, int64 [batches · size]."""
        end = self.position + batches * self.size
        epochs = -(-(end - len(self.order)) // self.examples)
        if epochs > 0:
            more = (self._permutation(self.epoch + 1 + each) for each in range(epochs))
            self.order = torch.cat([self.order[self.position :], *more])
            self.epoch += epochs
            self.position, end = 0, batches * self.size
        rows = self.order[self.position : end]
        self.position = end
        return rows

    def _permutation(self, epoch: int) -> Tensor:
        generator = torch.Generator().manual_seed((self.seed * 1_000_003 + epoch) % 2**63)
        return torch.randperm(self.examples, generator=generator).to(self.device)


class Batches:
    """Gives training batches without end; each domain cycles on its own.

    However many processes share the batch of a step, it is the same; each takes its own rows.
    """

    def __init__(
        self,
        columns: tuple[Column, ...],
        size: int,
        seed: int,
        rank: int = 0,
        processes: int = 1,
        *,
        per_step: int = 1,
        changes: tuple[Change, ...] = (),
    ) -> None:
        """Start at the batch of step 0.

        Args:
            columns: the data.
            size: of a batch, of all processes together.
            seed: of the order.
            rank: of this process.
            processes: how many share a batch; they divide its size.
            per_step: how many batches a step takes.
            changes: what is done to each batch.
        """
        self.columns, self.size, self.per_step = columns, size // processes, per_step
        self.whole = size
        self.share = slice(rank * self.size, (rank + 1) * self.size)
        self.ahead = max(1, min(AHEAD, GATHERED // (self.size * sum(map(_row_bytes, columns)))))
        self.ready: list[Batch] = []
        self.seed, self.changes, self.number = seed, changes, 0
        device = columns[0].values.device
        self.streams = {
            domain: Stream(examples, size, 1_009 * seed + number, device)
            for number, (domain, examples) in enumerate(domain_sizes(columns).items())
        }

    def seek(self, step: int) -> None:
        """Go to the first batch of a step."""
        self.ready.clear()
        self.number = step * self.per_step
        for stream in self.streams.values():
            stream.seek(step * self.per_step)

    def for_step(self) -> Batch | list[Batch]:
        """Return what the next step takes: a batch, or several."""
        if self.per_step == 1:
            return self.next()
        return [self.next() for _ in range(self.per_step)]

    def next(self) -> Batch:
        """Return the next batch, values [size, *event] by node; `size` is that of this process."""
        if not self.ready:
            self.ready = self._gather()
        batch = self.ready.pop()
        if self.changes:
            batch = self._changed(batch)
        self.number += 1
        return batch

    def _changed(self, batch: Batch) -> Batch:
        """Make the changes that are asked for to the batch that comes next."""
        device = self.columns[0].values.device
        source = Source(self.seed, self.number, self.whole, self.share, device)
        places = [column.place for column in self.columns]
        values = {place: _at(batch, place) for place in places}
        for change in self.changes:
            values |= change(values, source)
        return _batch(values.items())

    def _gather(self) -> list[Batch]:
        """Gather the next batches by one index and cut them apart; the first stands at the end."""
        rows = {
            domain: stream.next(self.ahead).view(self.ahead, -1)[:, self.share].flatten()
            for domain, stream in self.streams.items()
        }
        places = [column.place for column in self.columns]
        found = [_rows(column.values, rows[column.place.domain]) for column in self.columns]
        cut = [torch.split(values, self.size) for values in found]
        batches = [_batch(zip(places, values, strict=True)) for values in zip(*cut, strict=True)]
        return batches[::-1]
