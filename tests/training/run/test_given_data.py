"""Data that a script gives: data sets and loaders of torch, trained, opened and resumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import (
    DataLoader,
    Dataset,
    IterableDataset,
    TensorDataset,
    WeightedRandomSampler,
)

from schematic.data import DataError, load
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, TrainingError, open_run, resume, train
from schematic.training.options.setup import set_up

VAE = read(zoo()["vae"])


class Squares(Dataset[Any]):
    """Images of one grey level each, with the half of it as a class; of several forms."""

    def __init__(self, form: str = "pair", length: int = 60) -> None:
        self.form, self.length = form, length

    def __len__(self) -> int:  # noqa: D105
        return self.length

    def __getitem__(self, index: int) -> Any:  # noqa: D105
        if not 0 <= index < self.length:
            raise IndexError(index)
        pixels = np.full((6, 6), 4 * index, np.uint8)
        if self.form == "pair":
            return torch.from_numpy(pixels[None] / np.float32(255)), index // 2
        if self.form == "image":
            return {"x": Image.fromarray(pixels), "labels": np.int64(index // 2)}
        return pixels


@pytest.mark.parametrize("form", ["pair", "image", "alone"])
def test_items_are_dicts_pairs_or_values(form: str) -> None:
    whole = load(Squares(form), held_out=0).train[""]
    name = "x" if form == "image" else "features"
    x = whole[name][np.array([3, 9])]
    assert np.allclose(
        x, np.reshape([12, 36], (2, 1, 1, 1)) / np.float32(255) * np.ones((1, 1, 6, 6))
    )
    assert x.dtype == np.float32
    if form != "alone":
        assert whole["labels"][np.array([3, 9])].tolist() == [1, 4]


def test_two_data_sets_are_the_two_splits() -> None:
    both = load({"train": Squares(), "test": Squares(length=7)})
    assert len(both.train[""]["features"]) == 60
    assert len(both.test[""]["features"]) == 7


@pytest.mark.usefixtures("no_pictures")
def test_a_run_of_an_object_goes_on_with_it(tmp_path: Path) -> None:
    request = Request(steps=10, batch=8)
    once = train(VAE, request, tmp_path / "once", data=Squares()).run
    train(VAE, Request(steps=5, batch=8, decay=0), tmp_path / "half", data=Squares())
    other = resume(tmp_path / "half", Request(steps=10, workers=2), data=Squares()).run
    assert other.state.step == 10
    whole = train(VAE, Request(steps=10, batch=8, decay=0), tmp_path / "whole", data=Squares()).run
    assert all(
        torch.equal(ours, theirs)
        for ours, theirs in zip(whole.model.parameters(), other.model.parameters(), strict=True)
    )
    assert not open_run(tmp_path / "once", data=Squares()).notes
    assert once.setup.config.data == "object:Squares"
    with pytest.raises(DataError, match="an object of Python, 'Squares'") as caught:
        open_run(tmp_path / "once")
    assert "open_run(folder, data=…)" in caught.value.cure


def test_a_loader_is_taken_for_its_data_set() -> None:
    loader = DataLoader(Squares(), batch_size=7, shuffle=True)
    setup = set_up(VAE, Request(), data=loader)
    assert setup.config.batch == 7
    assert set_up(VAE, Request(batch=5), data=loader).config.batch == 5
    weighted = DataLoader(Squares(), sampler=WeightedRandomSampler([1.0] * 60, 60))
    with pytest.raises(TrainingError, match="WeightedRandomSampler"):
        set_up(VAE, Request(), data=weighted)
    with pytest.raises(TrainingError, match="`<lambda>`") as caught:
        set_up(VAE, Request(), data=DataLoader(Squares(), collate_fn=lambda items: items))
    assert "data=loader.dataset" in caught.value.cure


class Endless(IterableDataset[Any]):
    def __iter__(self) -> Any:  # noqa: D105
        yield from iter(int, 1)


def test_what_only_goes_on_is_refused() -> None:
    for data in (Endless(), DataLoader(Endless())):
        with pytest.raises(DataError, match="Endless cannot give its items in any order") as caught:
            set_up(VAE, Request(), data=data)
        assert "map-style" in caught.value.cure


BAD = {
    "item 2 has no 't'": [{"x": 0.5, "t": 1}, {"x": 0.5, "t": 1}, {"x": 0.5}],
    "'features' of item 2 is float64 of shape [3], that of item 0 is float64 of shape [2]": [
        np.zeros(2), np.zeros(2), np.zeros(3),
    ],
    "item 2: inf": [(np.zeros(2), 1), (np.zeros(2), 1), (np.full(2, np.inf), 1)],
    "item 0 is a tuple of 3 that is no pair": [(1.0, 2, 3)] * 3,
    "'features' of item 0 is str": ["a"] * 3,
    "list has no items": [],
}  # fmt: skip


@pytest.mark.parametrize("said", BAD)
def test_a_bad_item_is_named(said: str) -> None:
    with pytest.raises(DataError) as caught:
        for column in load(BAD[said], held_out=0).train[""].values():
            column[:]
    assert said in str(caught.value)


def test_values_out_of_range_are_found_when_they_are_read() -> None:
    data = TensorDataset(torch.rand(50, 1, 6, 6).index_fill(0, torch.tensor([33]), 1.5))
    feed = set_up(VAE, Request(held_out=0), data=data).train
    column = feed.columns["x", ""]
    assert column[:30].shape == (30, 1, 6, 6)
    with pytest.raises(DataError, match=r"item 33: 1\.5 lies outside \[0, 1\]"):
        column[:]


def test_data_are_given_once() -> None:
    with pytest.raises(TrainingError, match="given twice"):
        set_up(VAE, Request(data="digits"), data=Squares())
