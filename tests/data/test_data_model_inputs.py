"""Ports bound to data → arrays in the model's form; what does not fit → a DataError."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from schematic.data import Dataset, Port, bind, event_shapes, load, unscale

REAL = Port("x", "real", None)
UNIT = Port("x", "unit", None)
BINARY = Port("x", "binary", None)
CAT = Port("t", "cat", (), classes=10)


def _data(bounds=None, **columns) -> Dataset:
    return Dataset("mine", {"": columns}, {"": columns}, bounds)


def test_digits_feed_a_model_as_they_are() -> None:
    data = load("digits")
    for split, tables in (("train", data.train), ("test", data.test)):
        feed = bind(data, [UNIT, CAT], split=split)
        assert feed.scales == {}
        assert np.array_equal(feed.columns["x", ""], tables[""]["features"])
        assert np.array_equal(feed.columns["t", ""], tables[""]["labels"])
        assert feed.columns["x", ""].dtype == np.float32
        assert feed.columns["t", ""].dtype == np.int64
    assert event_shapes(data, [UNIT, CAT]) == {"x": (1, 8, 8), "t": ()}


def test_ring_is_mapped_to_unit_and_back() -> None:
    data = load("ring")
    feed = bind(data, [UNIT], split="train")
    assert feed.scales == {"x": (-2.5, 2.5)}
    x = feed.columns["x", ""]
    assert x.dtype == np.float32 and 0 <= x.min() < x.max() <= 1
    assert np.allclose(unscale(x, feed.scales["x"]), data.train[""]["features"], atol=1e-6)


def test_real_is_never_scaled() -> None:
    data = load("ring")
    feed = bind(data, [REAL], split="test")
    assert feed.scales == {}
    assert np.array_equal(feed.columns["x", ""], data.test[""]["features"])


@given(
    hnp.arrays(np.float32, (6, 2), elements=st.floats(-50, 70, width=32)),
)
def test_scale_and_unscale_are_inverse(values) -> None:
    data = _data(bounds=(-50.0, 70.0), x=values)
    feed = bind(data, [UNIT], split="train")
    assert feed.columns["x", ""].min() >= 0 and feed.columns["x", ""].max() <= 1
    assert np.allclose(unscale(feed.columns["x", ""], feed.scales["x"]), values, atol=2e-5)


def test_scale_does_not_depend_on_the_examples_kept() -> None:
    data = load("ring", fraction=1e-9)
    assert bind(data, [UNIT], split="train").scales == {"x": (-2.5, 2.5)}


def test_ends_of_the_bounds_map_to_zero_and_one() -> None:
    data = _data(bounds=(0.1, 1.7), x=np.array([[0.1], [1.7]], np.float32))
    assert bind(data, [UNIT], split="train").columns["x", ""].tolist() == [[0], [1]]


def test_binary_is_thresholded_above_one_half() -> None:
    values = np.array([[0.0, 0.5], [0.51, 1.0]], np.float32)
    x = bind(_data(features=values), [BINARY], split="train").columns["x", ""]
    assert x.tolist() == [[0, 0], [1, 1]] and x.dtype == np.float32
    feed = bind(load("ring"), [BINARY], split="train")
    assert np.unique(feed.columns["x", ""]).tolist() == [0, 1]
    assert feed.scales == {"x": (-2.5, 2.5)}


@pytest.mark.parametrize("port", [UNIT, BINARY])
def test_values_outside_unit_are_refused(port: Port, refuses) -> None:
    data = _data(features=np.array([[-2.0], [3.5]], np.float32))
    with refuses(
        "column 'features' of mine: values from -2 to 3.5 lie outside [0, 1]",
        f"node 'x' is {port.kind}",
        cure="write `x : real` in the spec, or scale the data",
    ):
        bind(data, [port], split="train")


def test_held_out_values_outside_unit_show_before_training(refuses) -> None:
    inside, outside = {"x": np.zeros((3, 1), np.float32)}, {"x": np.full((3, 1), 2, np.float32)}
    with refuses("values from 0 to 2 lie outside [0, 1]"):
        bind(Dataset("mine", {"": inside}, {"": outside}, None), [UNIT], split="train")


def test_values_outside_the_bounds_or_nan_are_refused(refuses) -> None:
    with refuses("values from 0 to 9 lie outside [-1, 1]"):
        bind(_data(bounds=(-1.0, 1.0), x=np.array([0.0, 9.0])), [UNIT], split="train")
    with refuses("column 'x' of mine, row 1 (from 0): nan is not a finite 32-bit number"):
        bind(_data(x=np.array([0.0, np.nan])), [UNIT], split="train")


def test_which_column_feeds_a_node() -> None:
    x, other, labels, t = np.zeros((3, 1)), np.ones((3, 1)), np.arange(3), np.arange(3) + 4
    both = _data(x=x, features=other, labels=labels, t=t)
    feed = bind(both, [REAL, CAT], split="train")
    assert feed.columns["x", ""].max() == 0 and feed.columns["t", ""][0] == 4
    fallback = bind(_data(features=other, z=x, labels=labels), [REAL, CAT], split="train")
    assert fallback.columns["x", ""].min() == 1 and fallback.columns["t", ""][0] == 0
    only = bind(_data(arr_0=other, digit=labels), [REAL, CAT], split="train")
    assert only.columns["x", ""].min() == 1 and only.columns["t", ""].tolist() == [0, 1, 2]


def test_no_column_fits(refuses) -> None:
    with refuses("no column of mine fits node 'x' (real); there are: 'a', 'b', 'labels'"):
        bind(_data(a=np.zeros(3), b=np.zeros(3), labels=np.arange(3)), [REAL], split="train")
    with refuses("fits node 't' (cat)", cure="'t' or 'labels'"):
        bind(_data(a=np.zeros(3)), [CAT], split="train")


def test_two_nodes_do_not_take_one_column(refuses) -> None:
    with refuses("nodes 'x' and 'w' would both take column 'features' of ring"):
        bind(load("ring"), [REAL, Port("w", "real", None)], split="train")
    half_said = [Port("x", "real", None, column="features"), Port("w", "real", None)]
    with refuses("would both take", cure="--column x=features --column w=features"):
        bind(load("ring"), half_said, split="train")


def test_a_port_may_name_its_column(refuses) -> None:
    data = _data(features=np.zeros((3, 1)), pixels=np.ones((3, 1)), labels=np.arange(3))
    x, w = (Port(node, "real", None, column="pixels") for node in "xw")
    feed = bind(data, [x, w], split="train")
    assert feed.columns["x", ""].min() == 1 and feed.columns["w", ""].min() == 1
    with refuses("column 'pixel' of mine, which is not there; those that fit are: 'features', "):
        bind(data, [Port("x", "real", None, column="pixel")], split="train")
    with refuses("column 'labels' of mine, which does not hold what it takes"):
        bind(data, [Port("x", "real", None, column="labels")], split="train")


@pytest.mark.parametrize(
    ("have", "want"),
    [
        ((64,), (1, 8, 8)),
        ((1, 8, 8), (64,)),
        ((8, 8), (1, 8, 8)),
        ((3, 4, 4), (48,)),
        ((), (1,)),
        ((1,), ()),
    ],
)
def test_shapes_that_fit(have, want, rng) -> None:
    values = rng.random((5, *have), dtype=np.float32)
    port = Port("x", "unit", want)
    x = bind(_data(x=values), [port], split="train").columns["x", ""]
    assert x.shape == (5, *want)
    assert np.array_equal(x.ravel(), values.ravel())
    assert event_shapes(_data(x=values), [port]) == {"x": want}


@pytest.mark.parametrize(
    ("have", "want"), [((1, 8, 8), (1, 28, 28)), ((4, 4, 3), (3, 4, 4)), ((2,), (3,))]
)
def test_shapes_that_do_not_fit(have, want, refuses) -> None:
    with refuses(
        f"examples of shape {list(have)} do not fit node 'x' of shape {list(want)}",
        cure=f"write `x : real{list(have)}`",
    ):
        bind(_data(x=np.zeros((5, *have))), [Port("x", "real", want)], split="train")


def test_shape_from_the_data() -> None:
    data = _data(x=np.zeros(4), w=np.zeros((4, 2, 3)))
    ports = [REAL, Port("w", "real", None)]
    assert event_shapes(data, ports) == {"x": (1,), "w": (2, 3)}
    assert bind(data, ports, split="train").columns["x", ""].shape == (4, 1)


@pytest.mark.parametrize(
    ("labels", "part"),
    [
        ([0, 9, 10, 11], "row 2 (from 0): node 't' has the classes 0 … 9, not 10"),
        ([0, -1], "row 1 (from 0): node 't' has the classes 0 … 9, not -1"),
        ([0.0, 1.5], "row 1 (from 0): 1.5 is no class number"),
        ([[0, 1], [1, 0]], "2 numbers for each example where a class is one"),
    ],
)
def test_classes_out_of_range(labels, part, refuses) -> None:
    with refuses(f"column 'labels' of mine{', ' if 'row' in part else ''}", part):
        bind(_data(labels=np.array(labels)), [CAT], split="train")


def test_classes_of_unknown_number(refuses) -> None:
    port = Port("t", "cat", ())
    data = _data(labels=np.array([[3.0], [100.0]]))
    assert bind(data, [port], split="train").columns["t", ""].tolist() == [3, 100]
    with refuses("has the classes 0, 1, 2, …, not -1"):
        bind(_data(labels=np.array([-1])), [port], split="train")


def test_domains_of_adaptation() -> None:
    data = load("moons-rotated")
    ports = [
        Port("z", "real", (2,), domains=("target", "source")),
        Port("t", "cat", (), classes=2, domains=("source",)),
    ]
    feed = bind(data, ports, split="test")
    assert set(feed.columns) == {("z", "target"), ("z", "source"), ("t", "source")}
    for domain in ("source", "target"):
        assert np.array_equal(feed.columns["z", domain], data.test[domain]["features"])
    assert np.array_equal(feed.columns["t", "source"], data.test["source"]["labels"])
    assert event_shapes(data, ports) == {"z": (2,), "t": ()}


def test_domains_that_are_missing(refuses) -> None:
    moons = load("moons-rotated")
    with refuses("node 'x' draws from data without a domain", "are: 'source', 'target'"):
        bind(moons, [REAL], split="train")
    with refuses("node 'z' draws from domain 'real'", "are: 'source', 'target'"):
        bind(moons, [Port("z", "real", None, domains=("real",))], split="train")
    with refuses("the domains of ring are: none", cure="'column.domain'"):
        bind(load("ring"), [Port("z", "real", None, domains=("source",))], split="train")


def test_domains_of_different_shape(refuses) -> None:
    tables = {"a": {"x": np.zeros((3, 2))}, "b": {"x": np.zeros((4, 5))}}
    port = Port("x", "real", None, domains=("a", "b"))
    with refuses("node 'x' has shape (2,) in one domain of mine and (5,) in 'b'"):
        event_shapes(Dataset("mine", tables, {}, None), [port])


def test_nothing_held_out(tmp_path, refuses) -> None:
    np.save(tmp_path / "a.npy", np.zeros((3, 2)))
    with refuses("has no held-out examples"):
        bind(load(tmp_path / "a.npy", held_out=0), [REAL], split="test")


def test_bytes_in_a_row_scale_from_their_range(tmp_path) -> None:
    np.save(tmp_path / "a.npy", np.array([[0, 51], [255, 102]], np.uint8))
    feed = bind(load(tmp_path / "a.npy", held_out=0), [UNIT], split="train")
    assert np.allclose(feed.columns["x", ""], [[0, 0.2], [1, 0.4]])
    assert feed.scales == {"x": (0.0, 255.0)}
