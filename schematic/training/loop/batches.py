"""A Feed → batches, gathered by index: a seeded permutation an epoch.

Examples in memory are put on the device once; those of lazy columns are read while the steps before
are made, and are the same to the bit. The examples of one domain are paired row by row and stay
together; each domain cycles on its own. The batch of a step depends on the seed and the step only,
so training can resume at any step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from schematic.data import Feed
from schematic.data.lazy_column import AnyColumn, LazyColumn
from schematic.training.loop.batch_change import Change, Source
from schematic.training.loop.read_ahead import ReadAhead, Rows, choose_workers, read, send
from schematic.training.options.batch_places import Place

Batch = dict[str, Tensor | dict[str, Tensor]]
Index = Mapping[str, Tensor]  # domain → rows

AHEAD = 64  # batches gathered at once: the less often, the more there is in the caches
GATHERED = 8 * 2**20  # bytes of them, at most


CPU = torch.device("cpu")


@dataclass(frozen=True)
class Column:
    """The values of a node, [N, *event], and their place in a batch.

    Attributes:
        place: in a batch.
        values: on the device, or lazy.
        device: where lazy values go when they are read.
    """

    place: Place
    values: Tensor | LazyColumn
    device: torch.device = CPU


def to_columns(feed: Feed, places: tuple[Place, ...], device: torch.device) -> tuple[Column, ...]:
    """Move the examples in memory to the device, once; the columns are [N, *event] each."""
    return tuple(
        Column(place, _settled(feed.columns[place.node, place.domain], device), device)
        for place in places
    )


def _settled(column: AnyColumn, device: torch.device) -> Tensor | LazyColumn:
    return column if isinstance(column, LazyColumn) else torch.as_tensor(column).to(device)


def take(columns: tuple[Column, ...], rows: Mapping[str, Rows]) -> Batch:
    """Return the batch of the given rows, values [B, *event] by node.

    Args:
        columns: the examples, [N, *event] each.
        rows: which rows of each domain: indices [B], or a slice.
    """
    found = _found(columns, rows, _read(columns, rows))
    return _batch(zip((column.place for column in columns), found, strict=True))


def _found(
    columns: tuple[Column, ...], rows: Mapping[str, Rows], lazily: Mapping[Place, Tensor]
) -> list[Tensor]:
    """Return the values [B, *event] of the given rows, column by column, on the device.

    Args:
        columns: the examples.
        rows: which of each domain.
        lazily: what was read of lazy columns.
    """
    return [
        send(lazily[c.place], c.device)
        if isinstance(c.values, LazyColumn)
        else _rows(c.values, rows[c.place.domain])
        for c in columns
    ]


def _read(columns: tuple[Column, ...], rows: Mapping[str, Rows]) -> dict[Place, Tensor]:
    """Read rows of the lazy columns; nothing of it is on the device yet."""
    lazy: dict[str, dict[Place, LazyColumn]] = {}
    for column in columns:
        if isinstance(column.values, LazyColumn):
            lazy.setdefault(column.place.domain, {})[column.place] = column.values
    found: dict[Place, Tensor] = {}
    for domain, each in lazy.items():
        found |= read(each, rows[domain])
    return found


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


def _device(column: Column) -> torch.device:
    """Where the values of a column are when they are in a batch."""
    return column.values.device if isinstance(column.values, Tensor) else column.device


def _row_bytes(column: Column) -> int:
    """Return the size of an example in bytes."""
    if isinstance(column.values, LazyColumn):
        return column.values.row_bytes
    return column.values[0].numel() * column.values.element_size()


def _rows(values: Tensor, index: Rows) -> Tensor:
    if isinstance(index, slice):
        return values[index]
    return values.index_select(0, index.to(values.device))


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

    However many processes share the batch of a step, it is the same; each takes its own rows, and
    reads no others.
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
        workers: int | None = None,
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
            workers: how many threads read lazy columns ahead; with 0, a batch is read when it is
                asked for. None leaves it to the columns.
        """
        self.columns, self.size, self.per_step = columns, size // processes, per_step
        self.whole = size
        self.share = slice(rank * self.size, (rank + 1) * self.size)
        ahead = max(1, min(AHEAD, GATHERED // (self.size * sum(map(_row_bytes, columns)))))
        self.ready: list[Batch] = []
        self.seed, self.changes, self.number = seed, changes, 0
        lazy = [each.values for each in columns if isinstance(each.values, LazyColumn)]
        self.ahead = ahead if all(each.source.is_quick for each in lazy) else 1
        count = choose_workers(lazy, workers)
        self.reader = ReadAhead(self._next_rows, self._read, count) if count else None
        device = CPU if lazy else _device(columns[0])
        self.streams = {
            domain: Stream(examples, size, 1_009 * seed + number, device)
            for number, (domain, examples) in enumerate(domain_sizes(columns).items())
        }

    def seek(self, step: int) -> None:
        """Go to the first batch of a step."""
        self.ready.clear()
        self.number = step * self.per_step
        if self.reader is not None:
            self.reader.forget()
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
            reader = self.reader
            self.ready = self._gather(*(reader.next() if reader else self._read(self._next_rows())))
        batch = self.ready.pop()
        if self.changes:
            batch = self._changed(batch)
        self.number += 1
        return batch

    def _changed(self, batch: Batch) -> Batch:
        """Make the changes that are asked for to the batch that comes next."""
        device = _device(self.columns[0])
        source = Source(self.seed, self.number, self.whole, self.share, device)
        places = [column.place for column in self.columns]
        values = {place: _at(batch, place) for place in places}
        for change in self.changes:
            values |= change(values, source)
        return _batch(values.items())

    def close(self) -> None:
        """End the threads that read ahead."""
        if self.reader is not None:
            self.reader.close()

    def __enter__(self) -> Self:
        """Return the batches, which are closed at the end of the context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _next_rows(self) -> Index:
        """Return which rows of each domain this process takes for the batches that come next."""
        return {
            domain: stream.next(self.ahead).view(self.ahead, -1)[:, self.share].flatten()
            for domain, stream in self.streams.items()
        }

    def _read(self, rows: Index) -> tuple[Index, dict[Place, Tensor]]:
        """Read what is not in memory of the rows of the next batches."""
        return rows, _read(self.columns, rows)

    def _gather(self, rows: Index, lazily: Mapping[Place, Tensor]) -> list[Batch]:
        """Gather batches by one index and cut them apart; the first stands at the end."""
        places = [column.place for column in self.columns]
        cut = [torch.split(values, self.size) for values in _found(self.columns, rows, lazily)]
        batches = [_batch(zip(places, values, strict=True)) for values in zip(*cut, strict=True)]
        return batches[::-1]
