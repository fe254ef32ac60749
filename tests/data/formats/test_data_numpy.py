""".npy and .npz files → columns; damaged, pickled and senseless ones → a DataError."""

import io
import pickle
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from schematic.data import DataError, load

FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)
SHARED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SHARED
@given(
    x=hnp.arrays(np.float32, st.tuples(st.just(5), st.integers(1, 4)), elements=FINITE),
    labels=hnp.arrays(np.int64, 5),
)
def test_npz_round_trip(tmp_path, x, labels) -> None:
    np.savez(tmp_path / "a.npz", x=x, labels=labels)
    table = load(tmp_path / "a.npz", held_out=0).train[""]
    assert np.array_equal(table["x"], x) and table["x"].dtype == np.float32
    assert np.array_equal(table["labels"], labels) and table["labels"].dtype == np.int64


@pytest.mark.parametrize("dtype", [">f8", "<f2", "f4", "longdouble"])
def test_npy_floats_of_every_width(tmp_path, dtype: str) -> None:
    np.save(tmp_path / "a.npy", np.asfortranarray(np.arange(6).reshape(3, 2)).astype(dtype))
    data = load(tmp_path / "a.npy", held_out=0)
    assert data.train[""]["features"].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert data.train[""]["features"].dtype == np.float32
    assert data.bounds is None


def test_npz_domains_are_not_paired(tmp_path) -> None:
    arrays = {"x.source": np.zeros((30, 2)), "labels.source": np.arange(30) % 2}
    np.savez_compressed(tmp_path / "a.npz", **arrays, **{"x.target": np.ones((20, 2))})
    data = load(tmp_path / "a.npz")
    assert {domain: set(table) for domain, table in data.train.items()} == {
        "source": {"x", "labels"},
        "target": {"x"},
    }
    assert [len(data.test[domain]["x"]) for domain in ("source", "target")] == [3, 2]


def test_rows_stay_paired_when_split(tmp_path, rng) -> None:
    labels = rng.integers(0, 99, 50)
    np.savez(tmp_path / "a.npz", x=labels[:, None] * 2.0, labels=labels)
    data = load(tmp_path / "a.npz", fraction=0.5)
    for tables in (data.train, data.test):
        assert np.array_equal(tables[""]["x"][:, 0], 2 * tables[""]["labels"])


@pytest.mark.parametrize("name", ["a.b.c", ".source", "x."])
def test_npz_names_that_are_no_columns(tmp_path, name: str, refuses) -> None:
    np.savez(tmp_path / "a.npz", **{name: np.zeros(3)})
    with refuses(f"'{name}' is no name of a column", cure="'column.domain'"):
        load(tmp_path / "a.npz")


def test_npz_columns_of_unequal_length(tmp_path, refuses) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros(3), y=np.zeros(4))
    with refuses("a.npz: columns of unequal length: 'x' has 3, 'y' has 4"):
        load(tmp_path / "a.npz")


def test_npz_without_arrays(tmp_path, refuses) -> None:
    np.savez(tmp_path / "a.npz")
    with refuses("holds no arrays"):
        load(tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "b.npz", "w") as archive:
        archive.writestr("notes.txt", "hello")
    with refuses("holds 'notes.txt', which is no array"):
        load(tmp_path / "b.npz")


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e300])
def test_values_that_are_not_finite_are_placed(tmp_path, value: float, refuses) -> None:
    x = np.zeros((5, 2, 2))
    x[3, 1, 0] = value
    np.savez(tmp_path / "a.npz", x=x)
    with refuses(f"a.npz: column 'x', row 3 (from 0): {value} is not a finite"):
        load(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("array", "part"),
    [
        (np.array([["a", "b"]]), "holds no arrays of numbers"),
        (np.zeros(3, complex), "its type is complex128"),
        (np.zeros(3, [("a", "f4")]), "holds no plain numbers"),
        (np.zeros(3, "M8[s]"), "its type is datetime64[s]"),
        (np.array(1.0), "column 'x' is a single number"),
        (np.zeros((0, 2)), "column 'x' has no examples"),
        (np.zeros((2, 0)), "column 'x' has no examples"),
        (np.array([2**63], np.uint64), "row 0 (from 0): 9223372036854775808 is no class number"),
    ],
)
def test_arrays_that_are_no_columns(tmp_path, array, part: str, refuses) -> None:
    np.savez(tmp_path / "a.npz", x=array)
    with refuses(part):
        load(tmp_path / "a.npz")


def test_labels_must_be_one_whole_number(tmp_path, refuses) -> None:
    np.savez(tmp_path / "a.npz", labels=np.array([0, 1, 1.5]))
    with refuses("column 'labels', row 2 (from 0): 1.5 is no class number"):
        load(tmp_path / "a.npz")
    np.savez(tmp_path / "a.npz", labels=np.eye(3))
    with refuses("3 numbers for each example where a class is one"):
        load(tmp_path / "a.npz")
    np.savez(tmp_path / "a.npz", labels=np.array([[0.0], [2.0]]))
    assert load(tmp_path / "a.npz", held_out=0).train[""]["labels"].tolist() == [0, 2]


def test_bytes_are_pixels_masks_or_plain_numbers(tmp_path) -> None:
    pixels = np.full((4, 3, 2), 255, np.uint8)
    cases = {
        "images": (pixels, (4, 1, 3, 2), 1.0, (0.0, 1.0)),
        "colour": (np.full((4, 5, 6, 3), 51, np.uint8), (4, 3, 5, 6), 0.2, (0.0, 1.0)),
        "mask": (pixels // 255, (4, 1, 3, 2), 1.0, None),
        "flat": (pixels.reshape(4, 6), (4, 6), 255.0, (0.0, 255.0)),
    }
    for name, (array, shape, value, bounds) in cases.items():
        np.save(tmp_path / f"{name}.npy", array)
        data = load(tmp_path / f"{name}.npy", held_out=0)
        features = data.train[""]["features"]
        assert (features.shape, features.dtype, data.bounds) == (shape, np.float32, bounds), name
        assert np.allclose(features, value), name


def test_channels_are_moved_not_scrambled(tmp_path, rng) -> None:
    images = rng.integers(0, 256, (4, 5, 6, 3), dtype=np.uint8)
    np.save(tmp_path / "a.npy", images)
    features = load(tmp_path / "a.npy", held_out=0).train[""]["features"]
    assert np.allclose(features[2, 1], images[2, :, :, 1] / 255)
    assert features.flags["C_CONTIGUOUS"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, bool])
def test_channels_are_moved_whatever_the_type(tmp_path, rng, dtype: type) -> None:
    images = rng.integers(0, 2, (4, 5, 6, 3)).astype(dtype)
    np.save(tmp_path / "a.npy", images)
    features = load(tmp_path / "a.npy", held_out=0).train[""]["features"]
    assert features.flags.c_contiguous
    assert np.array_equal(features, np.moveaxis(images, 3, 1).astype(np.float32))


def test_names_that_end_in_train_and_test_are_splits(tmp_path, rng) -> None:
    x, y = rng.random((7, 3), np.float32), rng.integers(0, 3, 7)
    np.savez(tmp_path / "a.npz", x_train=x[:5], y_train=y[:5], x_test=x[5:], y_test=y[5:])
    data = load(tmp_path / "a.npz")
    assert set(data.train[""]) == set(data.test[""]) == {"x", "y"}
    assert np.array_equal(data.train[""]["x"], x[:5])
    assert np.array_equal(data.test[""]["y"], y[5:])


def test_names_of_which_some_end_in_train_are_columns(tmp_path, rng) -> None:
    x = rng.random((7, 3), np.float32)
    np.savez(tmp_path / "a.npz", x_train=x, other=x)
    assert set(load(tmp_path / "a.npz", held_out=0).train[""]) == {"x_train", "other"}


def test_bounds_are_known_only_where_all_columns_share_them(tmp_path) -> None:
    pixels = np.full((4, 3, 2), 255, np.uint8)
    np.savez(tmp_path / "a.npz", x=pixels, labels=np.arange(4))
    np.savez(tmp_path / "b.npz", x=pixels, height=np.arange(4.0))
    assert load(tmp_path / "a.npz").bounds == (0, 1)
    assert load(tmp_path / "b.npz").bounds is None


class _Trap:
    """Unpickling it would show."""

    def __reduce__(self) -> tuple[object, ...]:
        return pytest.fail, ("a pickle was opened",)


def test_pickles_are_never_opened(tmp_path, refuses) -> None:
    array = np.array([_Trap(), None], dtype=object)
    np.save(tmp_path / "a.npy", array, allow_pickle=True)
    np.savez(tmp_path / "a.npz", x=array)
    (tmp_path / "b.npy").write_bytes(pickle.dumps(_Trap()))
    with refuses("a.npy holds Python objects", cure="astype(float)"):
        load(tmp_path / "a.npy")
    with refuses("array 'x' holds Python objects"):
        load(tmp_path / "a.npz")
    with refuses("b.npy cannot be read as a .npy array", cure="another format"):
        load(tmp_path / "b.npy")


@SHARED
@given(st.data())
def test_damaged_files_load_or_are_refused(tmp_path, data) -> None:
    stream = io.BytesIO()
    save = data.draw(st.sampled_from([np.save, np.savez, np.savez_compressed]))
    save(stream, np.arange(24.0).reshape(12, 2))
    raw = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    raw = raw[: data.draw(st.integers(0, len(raw)))]
    path = tmp_path / ("a.npy" if save is np.save else "a.npz")
    path.write_bytes(raw)
    try:
        load(path)
    except DataError as error:
        assert str(path) in error.message


def test_truth_values_are_zeros_and_ones(tmp_path) -> None:
    np.save(tmp_path / "a.npy", np.array([[True, False], [False, True]]))
    features = load(tmp_path / "a.npy", held_out=0).train[""]["features"]
    assert features.tolist() == [[1, 0], [0, 1]] and features.dtype == np.float32


def test_two_arrays_of_one_name_are_refused(tmp_path, refuses) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, x=np.zeros((3, 2)))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("x.npy", archive.read("x.npy"))
    with refuses(str(path), "'x.npy' twice", cure="under its own name"):
        load(path)


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775808)}",
        "{'descr': '|i1\\,', 'fortran_order': False, 'shape': (3, 2)}",
    ],
)
def test_a_damaged_header_is_refused_without_a_warning(tmp_path, refuses, header: str) -> None:
    path = tmp_path / "a.npy"
    text = f"{header}\n".encode()
    path.write_bytes(b"\x93NUMPY\x01\0" + len(text).to_bytes(2, "little") + text + bytes(6))
    with warnings.catch_warnings(record=True) as told, refuses(str(path)):
        warnings.simplefilter("always")
        load(path)
    assert not told
