"""Missing values: where they may stand, how they are told, and labels that are hidden."""

from __future__ import annotations

import numpy as np
import pytest

from schematic.data import Port, bind, keep_labels, load

X = Port("x", "real", (2,))
T = Port("t", "cat", (), 3, partly=True)
V = Port("v", "real", (2,), partly=True)
SURE = Port("t", "cat", (), 3)


@pytest.fixture
def npz(tmp_path):
    def write(**arrays):
        np.savez(tmp_path / "a.npz", **arrays)
        return load(tmp_path / "a.npz", held_out=0.0)

    return write


def test_an_empty_cell_of_a_csv_is_a_missing_label(tmp_path, refuses) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,label\n1,2,0\n3,4,\n5,6, \n7,8,2\n")
    data = load(path, held_out=0.0)
    assert bind(data, [X, T], split="train").columns["t", ""].tolist() == [0, -1, -1, 2]
    with refuses("row 1 (from 0): node 't' has the classes 0 … 2, not -1", cure="or Categorical"):
        bind(data, [X, SURE], split="train")
    path.write_text("a,b,label\n1,,0\n")
    with refuses("line 2, column 2 ('b'): the value is missing"):
        load(path)


@pytest.mark.parametrize("labels", [np.array([0, -1, 2]), np.array([0.0, np.nan, 2.0])])
def test_missing_classes_of_an_npz(npz, labels) -> None:
    data = npz(x=np.zeros((3, 2)), labels=labels)
    column = bind(data, [X, T], split="train").columns["t", ""]
    assert column.tolist() == [0, -1, 2] and column.dtype == np.int64


def test_other_negative_classes_are_refused(npz, refuses) -> None:
    data = npz(x=np.zeros((3, 2)), t=np.array([0, -2, 1]))
    with refuses("row 1 (from 0): node 't' has the classes 0 … 2, not -2"):
        bind(data, [X, T], split="train")


def test_missing_numbers_are_whole_examples(npz, refuses) -> None:
    v = np.array([[1.0, 2.0], [np.nan, np.nan]])
    held = bind(npz(x=np.zeros((2, 2)), v=v), [X, V], split="train").columns["v", ""]
    assert np.isnan(held).tolist() == [[False, False], [True, True]]
    with refuses("row 1 (from 0): some numbers of the example are missing"):
        bind(
            npz(x=np.zeros((2, 2)), v=np.array([[1.0, 2.0], [np.nan, 3.0]])), [X, V], split="train"
        )
    with refuses("column 'x'", "nan is not a finite", cure="`visible x : real ~ data or Normal"):
        bind(npz(x=v, v=v), [X, V], split="train")


def test_missing_bits_stay_missing_and_ranges_are_those_of_the_rest(npz, refuses) -> None:
    bits = Port("v", "binary", (2,), partly=True)
    v = np.array([[0.2, 0.9], [np.nan, np.nan]])
    held = bind(npz(x=np.zeros((2, 2)), v=v), [X, bits], split="train").columns["v", ""]
    assert held[0].tolist() == [0, 1] and np.isnan(held[1]).all()
    with refuses("values from 0.2 to 9 lie outside"):
        bind(npz(x=np.zeros((2, 2)), v=np.where(v == 0.9, 9, v)), [X, bits], split="train")


def test_labels_are_kept_of_each_class_alike(npz, refuses) -> None:
    labels = np.arange(30) % 3
    feed = bind(npz(x=np.zeros((30, 2)), t=labels), [X, T], split="train")
    two, four = (keep_labels(feed, [X, T], n, seed=1).columns["t", ""] for n in (2, 4))
    assert np.bincount(two[two >= 0]).tolist() == [2, 2, 2]
    assert (four[two >= 0] == two[two >= 0]).all() and (two[two >= 0] == labels[two >= 0]).all()
    assert (keep_labels(feed, [X, T], 2, seed=2).columns["t", ""] != two).any()
    assert (feed.columns["t", ""] == labels).all()
    with refuses("--labels 11 are more than class 0 of 't' has: 10"):
        keep_labels(feed, [X, T], 11, seed=1)
    with refuses("no node of classes is partly observed"):
        keep_labels(feed, [X, SURE], 2, seed=1)
