"""Data that stay where they are: the same values, checks, split and digest as in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from schematic.data import DataError, Dataset, Feed, Port, bind, fingerprint, keep_labels, load
from schematic.data import bounds as limits
from schematic.data.dataset import is_streamed
from schematic.data.fingerprint import SPREAD
from schematic.data.lazy_column import LazyColumn

UNIT, REAL = Port("x", "unit", None), Port("x", "real", None)
RNG = np.random.default_rng(0)
ARRAYS: dict[str, np.ndarray] = {
    "colour": RNG.integers(0, 256, (90, 5, 6, 3)).astype(np.uint8),
    "grey": RNG.integers(0, 256, (90, 5, 6)).astype(np.uint8),
    "mask": RNG.integers(0, 2, (90, 5, 6)).astype(np.uint8),
    "rows of bytes": RNG.integers(0, 256, (90, 5)).astype(np.uint8),
    "doubles": RNG.random((90, 3, 4)),
    "big-endian": RNG.random((90, 5, 6, 3)).astype(">f4"),
    "bits": RNG.random((90, 7)) > 0.5,
    "integers": RNG.integers(0, 2, (90, 4)).astype(np.int16),
}


@pytest.fixture
def npy(tmp_path: Path) -> Callable[[np.ndarray], Path]:
    """The path of an array, saved."""

    def save(array: np.ndarray) -> Path:
        np.save(tmp_path / "a.npy", array)
        return tmp_path / "a.npy"

    return save


def both(path: Path, **settings: float) -> tuple[Dataset, Dataset]:
    return tuple(load(path, stream=stream, **settings) for stream in (False, True))  # type: ignore


def lazy(feed: Feed, node: str = "x") -> LazyColumn:
    column = feed.columns[node, ""]
    assert isinstance(column, LazyColumn)
    return column


@pytest.mark.parametrize("name", ARRAYS)
def test_values_are_those_in_memory_to_the_bit(name: str, npy: Callable[..., Path]) -> None:
    held, streamed = both(npy(ARRAYS[name]), fraction=0.6, seed=3)
    assert streamed.bounds == held.bounds
    for split in ("train", "test"):
        expected = bind(held, [UNIT], split=split)
        found = bind(streamed, [UNIT], split=split)
        column = lazy(found)
        values = column.whole()
        assert found.scales == expected.scales
        assert values.dtype == expected.columns["x", ""].dtype
        assert column.shape == values.shape
        assert np.array_equal(values, expected.columns["x", ""])
        rows = np.array([5, 0, 5, 3])
        assert np.array_equal(column[rows], values[rows])


def test_a_digest_can_be_taken_the_other_way(npy: Callable[..., Path]) -> None:
    path = npy(RNG.random((2_000, 3)))
    held, streamed = both(path)
    assert fingerprint(streamed).startswith(SPREAD)
    assert fingerprint(streamed, like=fingerprint(held)) == fingerprint(held)
    assert fingerprint(held, like=fingerprint(streamed)) == fingerprint(streamed)
    before = fingerprint(streamed)
    assert fingerprint(load(npy(RNG.random((2_000, 3))), stream=True)) != before


def test_stored_members_of_an_npz_stay_and_labels_are_read(tmp_path: Path) -> None:
    images, labels = ARRAYS["colour"], np.arange(90) % 3
    np.savez(tmp_path / "a.npz", features=images, labels=labels)
    held, streamed = both(tmp_path / "a.npz")
    table = streamed.train[""]
    assert isinstance(table["features"], LazyColumn)
    assert np.array_equal(table["labels"], held.train[""]["labels"])
    assert np.array_equal(table["features"].whole(), held.train[""]["features"])


def test_labels_are_kept_alike(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", features=ARRAYS["grey"], labels=np.arange(90) % 3)
    ports = [UNIT, Port("t", "cat", (), 3, partly=True)]
    feeds = [
        keep_labels(bind(d, ports, split="train"), ports, 4, 1) for d in both(tmp_path / "a.npz")
    ]
    assert np.array_equal(feeds[0].columns["t", ""], feeds[1].columns["t", ""])


def test_large_data_stay_of_themselves(
    npy: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = npy(np.ones((1_000, 10), np.uint8))  # 40,000 bytes as float32
    assert not is_streamed(load(path))
    monkeypatch.setattr(limits, "physical_memory", lambda: 4 * 40_000)
    assert not is_streamed(load(path))
    monkeypatch.setattr(limits, "physical_memory", lambda: 4 * 40_000 - 1)
    assert is_streamed(load(path))
    assert not is_streamed(load(path, stream=False))


@pytest.mark.parametrize("bad", [np.nan, np.inf, 7.0])
def test_what_is_wrong_is_found_before_training(bad: float, npy: Callable[..., Path]) -> None:
    values = RNG.random((400, 3))
    values[311, 1] = bad
    with pytest.raises(DataError) as caught:
        bind(load(npy(values), stream=True, held_out=0), [UNIT], split="train")
    said = {
        np.nan: "row 311 (from 0): nan",
        np.inf: "row 311 (from 0): inf",
        7.0: "to 7 lie outside",
    }
    assert said[bad] in str(caught.value)


def test_missing_examples_may_be_streamed(npy: Callable[..., Path]) -> None:
    values = RNG.random((50, 3))
    values[7] = np.nan
    dataset = load(npy(values), stream=True, held_out=0)
    column = lazy(bind(dataset, [replace(UNIT, partly=True)], split="train"))
    assert np.isnan(column.whole()).any(axis=1).nonzero()[0].tolist() == [7]


def test_a_file_that_is_cut_short_while_it_is_used_is_named(npy: Callable[..., Path]) -> None:
    path = npy(np.ones((90, 4), np.float32))
    column = lazy(bind(load(path, stream=True, held_out=0), [REAL], split="train"))
    os.truncate(path, 600)
    with pytest.raises(DataError, match=r"a\.npy has become shorter"):
        column[np.array([80])]


def test_columns_first_and_other_formats_cannot_stay(
    npy: Callable[..., Path], tmp_path: Path
) -> None:
    path = npy(np.asfortranarray(np.ones((9, 4))))
    with pytest.raises(DataError, match="column by column"):
        load(path, stream=True)
    (tmp_path / "a.csv").write_text("1,2\n3,4\n")
    with pytest.raises(DataError, match="read as a whole") as caught:
        load(tmp_path / "a.csv", stream=True)
    assert "save it as .npy" in caught.value.cure


def test_a_lazy_column_does_not_become_an_array_by_accident(npy: Callable[..., Path]) -> None:
    column = load(npy(np.ones((9, 4))), stream=True).train[""]["features"]
    with pytest.raises(TypeError, match="read by rows"):
        np.asarray(column)


def test_embedded_data_are_not_on_the_disk() -> None:
    with pytest.raises(DataError, match="'ring' is embedded"):
        load("ring", stream=True)


def test_items_are_read_into_memory_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = [(np.full(2, float(n)), n) for n in range(9)]
    assert is_streamed(load(items))
    table = load(items, held_out=0, stream=False).train[""]
    assert np.array_equal(table["features"], np.repeat(np.arange(9.0)[:, None], 2, 1))
    monkeypatch.setattr(limits, "physical_memory", lambda: 9 * 16 - 1)  # a class takes 8 bytes
    with pytest.raises(DataError, match="list would take"):
        load(items, held_out=0, stream=False)
