"""Data and the nodes of a model → one line that says what was read, and what became what."""

import numpy as np

from schematic.data import Port, bind, describe, load

X, T = Port("x", "unit", None), Port("t", "cat", (), 10, partly=True)


def _line(path, *ports: Port, **options) -> str:
    data = load(path, **options)
    scales = bind(data, ports, split="train").scales
    return describe(data, ports, dict(scales)).removeprefix(f"{path}: ")


def test_embedded_data() -> None:
    assert _line("digits", X, T) == (
        "1,797 images 1×8×8 in [0, 1] as x, 10 classes (0, 1, 2, …) as t, 297 held out"
    )
    assert _line("ring", X) == (
        "12,000 points of 2 numbers in [-2.5, 2.5] as x, [-2.5, 2.5] is mapped to [0, 1], "
        "labels not used, 2,000 held out"
    )
    assert _line("moons", Port("x", "real", None), fraction=0.5).endswith(
        "1,000 held out; 500 of 1,000 examples for training are kept"
    )


def test_what_an_array_became(tmp_path) -> None:
    np.save(tmp_path / "a.npy", np.full((20, 8, 9, 3), 100, np.uint8))
    assert _line(tmp_path / "a.npy", X) == (
        "20 images 3×8×9 in [0, 1] as x, 2 held out; the channels of 'features' came last, and are "
        "put first; 'features' has 8 bits, which are divided by 255"
    )
    np.save(tmp_path / "a.npy", np.eye(20, 4, dtype=np.uint8)[:, None])
    assert "'features' has 8 bits, all 0 or 1, which stay so" in _line(tmp_path / "a.npy", X)
    np.save(tmp_path / "a.npy", np.linspace(0, 1, 20))
    binary = Port("x", "binary", None)
    assert _line(tmp_path / "a.npy", binary, held_out=0) == (
        "20 numbers in [0, 1] as x, 1 above ½ and 0 elsewhere, none held out"
    )


def test_missing_values_and_columns_that_nobody_takes(tmp_path) -> None:
    labels = np.array([0, 1, -1, -1])
    np.savez(tmp_path / "a.npz", x=np.ones((4, 5)), labels=labels, w=np.ones((4, 2, 2)))
    assert _line(tmp_path / "a.npz", Port("x", "real", None), T, held_out=0) == (
        "4 rows of 5 numbers in [1, 1] as x, 2 classes (0, 1) (2 missing) as t, w not used, "
        "none held out"
    )


def test_words_of_an_npz(tmp_path) -> None:
    """As scikit-learn has them: data, target, target_names, feature_names, DESCR."""
    np.savez(
        tmp_path / "a.npz",
        data=np.arange(8.0).reshape(4, 2),
        target=[0, 1, 1, 0],
        target_names=["dog", "cat"],
        feature_names=["long", "wide"],
        DESCR="about",
    )
    assert _line(tmp_path / "a.npz", Port("x", "real", None), T, held_out=0) == (
        "4 points of 2 numbers (long, wide) in [0, 7] as x, 2 classes (dog, cat) as t, "
        "none held out; left out: 'DESCR', which is text"
    )
    np.savez(
        tmp_path / "a.npz",
        x_train=np.ones((3, 2)),
        y_train=["b", "a", "b"],
        x_test=np.ones((1, 2)),
        y_test=["c"],
    )
    assert _line(tmp_path / "a.npz", Port("x", "real", None), T) == (
        "4 points of 2 numbers in [1, 1] as x, 3 classes (a, b, c) as t, 1 held out; "
        "arrays called …_test are held out"
    )
    assert load(tmp_path / "a.npz").train[""]["y"].tolist() == [1, 0, 1]


def test_files_of_others_are_refused_with_what_to_do(tmp_path, refuses) -> None:
    for name, part, cure in (
        ("a.pt", "is a pickle, which is not read because opening one runs code", "np.savez"),
        ("a.tar.gz", "is an archive", "unpack it"),
        ("a.xlsx", "is a table of a program", ".csv"),
        ("a.H5", "is a file of MATLAB or HDF5", ".npz"),
    ):
        (tmp_path / name).write_bytes(b"x")
        with refuses(name, part, cure=cure):
            load(tmp_path / name)
    with refuses("no data set called 'digit'; did you mean 'digits'?"):
        load("digit")
    with refuses("no data set called 'faces2'", cure="nothing is downloaded"):
        load("faces2")
    with refuses("'mnist' is not embedded", cure="give the path"):
        load("mnist")


def test_classes_alone(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("label\n0\n2\n")
    assert _line(tmp_path / "a.csv", T, held_out=0) == (
        "2 examples of 2 classes (0, 2) as t, none held out"
    )


def test_idx_files_tell_where_their_labels_are_from(tmp_path, write_idx) -> None:
    images, labels = np.full((6, 4, 4), 9, np.uint8), np.arange(6, dtype=np.uint8)
    for part in ("train", "t10k"):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte.gz", images)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte", labels)
    assert _line(tmp_path, X, T) == (
        "12 images 1×4×4 in [0, 1] as x, 6 classes (0, 1, 2, …) as t, 6 held out; "
        "pixels of 8 bits, divided by 255; labels are from train-labels-idx1-ubyte; "
        "t10k-images-idx3-ubyte.gz is held out"
    )
