"""Batches of data that stay on the disk: those of data in memory, to the bit, at every step."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch

from schematic.data import DataError, Feed, Port, bind, load
from schematic.data.lazy_column import Array, LazyColumn
from schematic.training.loop.batches import Batches, to_columns
from schematic.training.options.batch_places import Place

CPU = torch.device("cpu")
PLACES = (Place("x", "", None), Place("t", "", None))
PORTS = (Port("x", "unit", None), Port("t", "cat", ()))


@pytest.fixture
def feeds(tmp_path: Path) -> tuple[Feed, Feed]:
    """The same data in memory and on the disk."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (101, 4, 5, 3)).astype(np.uint8)
    np.savez(tmp_path / "a.npz", features=images, labels=rng.integers(0, 3, 101))
    held, streamed = (load(tmp_path / "a.npz", stream=stream) for stream in (False, True))
    return bind(held, PORTS, split="train"), bind(streamed, PORTS, split="train")


def batches(feed: Feed, rank: int = 0, processes: int = 1, **options: int) -> Batches:
    return Batches(to_columns(feed, PLACES, CPU), 12, 5, rank, processes, **options)


@pytest.mark.parametrize("workers", [0, 1, 3])
@pytest.mark.parametrize("processes", [1, 2])
def test_batches_are_the_same(feeds: tuple[Feed, Feed], workers: int, processes: int) -> None:
    for rank in range(processes):
        held = batches(feeds[0], rank, processes)
        with batches(feeds[1], rank, processes, workers=workers) as streamed:
            for step in [*range(70), None, *range(41, 80)]:  # on, and then from another step
                if step is None:
                    held.seek(41), streamed.seek(41)
                    continue
                expected, found = held.next(), streamed.next()
                assert expected.keys() == found.keys()
                assert all(torch.equal(found[name], expected[name]) for name in expected)  # type: ignore[arg-type]


@dataclass
class Slow:
    """Rows that are decoded, the even ones later than the odd ones; and some are damaged."""

    is_quick = False
    damaged: int = -1
    read_rows: list[int] = field(default_factory=list)

    def __len__(self) -> int:  # noqa: D105
        return 60

    def name(self, number: int) -> str:
        return f"file {number}"

    def read(self, numbers: Array) -> Mapping[str, Array]:
        if self.damaged in numbers:
            raise DataError(f"file {self.damaged} is damaged", "write it again")
        time.sleep(0.004 * int(numbers[0] % 2 == 0))
        self.read_rows.extend(numbers.tolist())
        return {"x": numbers.astype(np.float32)[:, None], "t": numbers}


def feed_of(source: Slow) -> Feed:
    numbers = np.arange(len(source))
    raw = source.read(numbers[:1])
    columns = {
        (name, ""): LazyColumn(source, name, numbers, (), raw[name].shape[1:], raw[name].dtype)
        for name in ("x", "t")
    }
    source.read_rows.clear()
    return Feed(columns, {})


def test_order_does_not_depend_on_the_workers_and_pairs_stay_together() -> None:
    found = []
    for workers in (0, 1, 4):
        with batches(feed_of(Slow()), workers=workers) as ahead:
            ahead.ahead = 1
            taken = [ahead.next() for _ in range(12)]
        assert all(torch.equal(b["x"][:, 0].long(), b["t"]) for b in taken)  # type: ignore
        found.append(torch.cat([b["t"] for b in taken]).tolist())  # type: ignore
    assert found[0] == found[1] == found[2]


def test_a_row_is_read_once_for_all_columns_and_by_its_own_process_alone() -> None:
    sources = [Slow(), Slow()]
    for rank, source in enumerate(sources):
        with batches(feed_of(source), rank, 2, workers=0) as each:
            each.ahead = 1
            for _ in range(5):  # an epoch
                each.next()
    read = [source.read_rows for source in sources]
    assert sorted(read[0] + read[1]) == list(range(60))


@pytest.mark.parametrize("workers", [0, 1, 4])
def test_a_damaged_row_ends_its_own_step(workers: int) -> None:
    with batches(feed_of(Slow()), workers=0) as whole:
        step = next(i for i in range(9) if 17 in whole.next()["t"])  # type: ignore[operator]
    with batches(feed_of(Slow(damaged=17)), workers=workers) as ahead:
        ahead.ahead = 1
        for _ in range(step):
            ahead.next()
        with pytest.raises(DataError, match="file 17 is damaged"):
            ahead.next()
