"""Batches are flipped and dequantised at random, by the seed and the number of the batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from schematic.training.loop.batch_change import batch_changes
from schematic.training.loop.batches import Batches, Column
from schematic.training.options.batch_places import Place
from schematic.training.options.config import Config, with_defaults
from tests.training.options.test_declared import CHOSEN

X, R, C = Place("x", "", None), Place("r", "", None), Place("c", "", None)
IMAGES = torch.arange(256.0).reshape(8, 1, 4, 8) / 255
COLUMNS = (Column(X, IMAGES), Column(R, IMAGES * 2), Column(C, torch.arange(8)))


def config(**options: Any) -> Config:
    return replace(with_defaults({**CHOSEN, **options}), levels={"x": 256})


def batches(settled: Config, rank: int = 0, processes: int = 1) -> Batches:
    events = {column.place: tuple(column.values.shape[1:]) for column in COLUMNS}
    changes = batch_changes(settled, events)
    return Batches(COLUMNS, 8, 1, rank, processes, changes=changes)


def values(batch: Any, name: str) -> Tensor:
    found: Tensor = batch[name]
    return found


def test_nothing_asked_for_changes_nothing() -> None:
    assert batch_changes(config(), {X: (1, 4, 8)}) == ()


def test_about_one_half_of_the_images_is_mirrored_with_all_nodes_of_an_example() -> None:
    stream, flipped = batches(config(flip=True)), 0
    for _ in range(40):
        batch = stream.next()
        plain = IMAGES[values(batch, "c")]
        for row, before in zip(values(batch, "x"), plain, strict=True):
            assert torch.equal(row, before) or torch.equal(row, before.flip(-1))
        mirrored = (values(batch, "x") != plain).any(-1).any(-1).any(-1)
        assert torch.equal(values(batch, "r"), 2 * values(batch, "x"))
        flipped += int(mirrored.sum())
    assert 110 < flipped < 210  # of 320


def test_noise_fills_the_steps_between_pixels() -> None:
    stream = batches(config(dequantise=True))
    seen = []
    for _ in range(20):
        batch = stream.next()
        level = values(batch, "x") * 256
        expected = IMAGES[values(batch, "c")] * 255
        np.testing.assert_allclose(level.floor(), expected.round())
        assert torch.equal(values(batch, "r"), 2 * IMAGES[values(batch, "c")])
        seen.append(level % 1)
    noise = torch.cat(seen)
    assert noise.mean() == pytest.approx(0.5, abs=0.02)
    assert noise.var() == pytest.approx(1 / 12, abs=0.01)
    assert not torch.equal(seen[0], seen[1])


def test_a_batch_follows_from_its_step_alone() -> None:
    settled = config(flip=True, dequantise=True)
    stream = batches(settled)
    several = [values(stream.next(), "x") for _ in range(5)]
    again = batches(settled)
    again.seek(3)
    assert torch.equal(values(again.next(), "x"), several[3])


def test_processes_share_the_batch_of_one() -> None:
    settled = config(flip=True, dequantise=True)
    whole = batches(settled).next()
    parts = [batches(settled, rank, 2).next() for rank in range(2)]
    assert torch.equal(values(whole, "x"), torch.cat([values(part, "x") for part in parts]))
