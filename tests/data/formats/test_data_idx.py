"""idx files and folders → images and labels; damaged ones → a DataError."""

import gzip
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schematic.data import DataError, load


@pytest.fixture
def pixels(rng):
    return rng.integers(0, 256, (20, 4, 3), dtype=np.uint8)


@pytest.fixture
def classes(rng):
    return rng.integers(0, 10, 20, dtype=np.uint8)


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_images_find_the_labels_beside_them(
    tmp_path, pixels, classes, write_idx, ending: str
) -> None:
    path = write_idx(tmp_path / f"train-images-idx3-ubyte{ending}", pixels)
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", classes)
    data = load(path, held_out=0)
    assert data.bounds == (0, 1)
    assert np.allclose(data.train[""]["features"][:, 0] * 255, pixels)
    assert data.train[""]["features"].dtype == np.float32
    assert np.array_equal(data.train[""]["labels"], classes)


def test_images_without_labels_are_split(tmp_path, pixels, write_idx) -> None:
    data = load(write_idx(tmp_path / "faces.idx", pixels), held_out=0.25)
    assert set(data.train[""]) == {"features"}
    assert data.train[""]["features"].shape == (15, 1, 4, 3)
    assert data.test[""]["features"].shape == (5, 1, 4, 3)


@pytest.mark.parametrize("prefix", ["t10k", "test"])
def test_folder_gives_both_splits(tmp_path, pixels, classes, write_idx, prefix: str) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte.gz", pixels)
    write_idx(tmp_path / "train-images-idx3-ubyte", pixels)
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", classes)
    write_idx(tmp_path / f"{prefix}-images.idx3-ubyte", pixels[:5])
    write_idx(tmp_path / f"{prefix}-labels.idx1-ubyte", classes[:5])
    data = load(tmp_path)
    assert len(data.train[""]["features"]) == 20
    assert np.array_equal(data.train[""]["labels"], classes)
    assert np.array_equal(data.test[""]["labels"], classes[:5])


def test_folder_with_training_images_only_is_split(tmp_path, pixels, write_idx) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", pixels)
    assert len(load(tmp_path).test[""]["features"]) == 2


def test_folders_that_do_not_fit(tmp_path, pixels, write_idx, refuses) -> None:
    write_idx(tmp_path / "t10k-images-idx3-ubyte", pixels)
    with refuses("holds test images but no training images"):
        load(tmp_path)
    write_idx(tmp_path / "a-train-images-idx3-ubyte", pixels)
    write_idx(tmp_path / "b-train-images-idx3-ubyte", pixels)
    with refuses("several files of train images: a-train-images-idx3-ubyte, b-train"):
        load(tmp_path)


def test_labels_of_another_length(tmp_path, pixels, classes, write_idx, refuses) -> None:
    path = write_idx(tmp_path / "train-images-idx3-ubyte", pixels)
    write_idx(tmp_path / "train-labels-idx1-ubyte", classes[:-1])
    with refuses("unequal length: 'features' has 20, 'labels' has 19"):
        load(path)


def test_labels_alone(tmp_path, classes, write_idx, refuses) -> None:
    with refuses("holds labels alone", cure="images file"):
        load(write_idx(tmp_path / "train-labels-idx1-ubyte", classes))


@pytest.mark.parametrize("dtype", ["i1", "<i2", "<i4", "<f4", "<f8"])
def test_other_types_are_big_endian(tmp_path, write_idx, dtype: str) -> None:
    values = np.array([[-3, 100], [7, 8]], dtype)
    data = load(write_idx(tmp_path / "a.idx2", values), held_out=0)
    assert np.array_equal(data.train[""]["features"], values)


def test_nan_in_floats_is_a_missing_value(tmp_path, write_idx, refuses) -> None:
    data = load(write_idx(tmp_path / "a.idx", np.array([[0.0], [np.nan]])), held_out=0.0)
    assert np.isnan(data.train[""]["features"]).ravel().tolist() == [False, True]
    with refuses("column 'features', row 1 (from 0): inf"):
        load(write_idx(tmp_path / "b.idx", np.array([[0.0], [np.inf]])))


def test_black_images_are_images(tmp_path, write_idx) -> None:
    data = load(write_idx(tmp_path / "a.idx", np.ones((3, 2, 2), np.uint8)))
    assert data.bounds == (0, 1)
    assert np.allclose(data.train[""]["features"], 1 / 255)


def test_damage(tmp_path, pixels, write_idx, refuses) -> None:
    path = write_idx(tmp_path / "a.idx", pixels)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with refuses(f"has {len(whole) - 1} bytes where its header promises {len(whole)}"):
        load(path)
    path.write_bytes(whole + b"0")
    with refuses("where its header promises"):
        load(path)
    path.write_bytes(b"PK\3\4 and so on")
    with refuses("is no idx file: it begins with bytes '50 4b 03 04'"):
        load(path)
    path.write_bytes(gzip.compress(whole)[:-20])
    with refuses("cannot be read as an idx file", cure="damaged"):
        load(path)
    path.write_bytes(b"\0\0\x08\x03" + bytes(12))
    with refuses("has no examples"):
        load(path)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=40), st.booleans())
def test_any_bytes_load_or_are_refused(tmp_path, raw: bytes, magic: bool) -> None:
    path = tmp_path / "a.idx"
    path.write_bytes(b"\0\0" + raw if magic else raw)
    try:
        load(path)
    except DataError as error:
        assert "a.idx" in error.message


def test_a_signalling_nan_is_a_missing_label_as_any_other(tmp_path, write_idx) -> None:
    path = write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((2, 2, 2), np.uint8))
    labels = np.array([0x7F808182, 0], ">u4").view(">f4")
    head = bytes((0, 0, 0x0D, 1, 0, 0, 0, 2))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(head + labels.tobytes())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load(path, held_out=0.0).train[""]["labels"].tolist() == [-1, 0]
