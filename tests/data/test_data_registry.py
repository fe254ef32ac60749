"""Names, paths and settings given to `load` → the right data or a helpful refusal."""

import os

import numpy as np
import pytest

from schematic.data import load


def test_unknown_name_lists_the_names_and_guesses(refuses) -> None:
    with refuses("no data set called 'rign'; did you mean 'ring'?", cure="digits, digits-binary"):
        load("rign")
    with refuses("did you mean 'moons-rotated'?"):
        load("Moons-Rotate")
    with refuses("no data set called 'xyzzy'", cure="moons-rotated, moons-unpaired, ring"):
        load("xyzzy")
    with refuses("no data set called ''"):
        load("")


def test_what_people_know_but_nobody_embeds_says_how_to_bring_it(refuses) -> None:
    with refuses("'mnist' is not embedded", cure="train-images-idx3-ubyte.gz"):
        load("mnist")
    with refuses("'Fashion-MNIST'", cure="apt install dataset-fashion-mnist"):
        load("Fashion-MNIST")
    with refuses("'CIFAR-10'", cure="np.savez('cifar10.npz', features_train=…"):
        load("CIFAR-10")


@pytest.mark.parametrize("name", ["x.npz", "some/where", "./ring"])
def test_missing_file(name: str, refuses) -> None:
    with refuses(f"there is no file or folder '{name}'", cure="check the path"):
        load(name)


def test_odd_names_are_shown_on_one_short_line(refuses) -> None:
    with refuses(r"'a\x00b\n'"):
        load("a\0b\n")
    with refuses("x…'"):
        load("x" * 5000)


def test_files_of_other_kinds(tmp_path, refuses) -> None:
    (tmp_path / "notes.xyz").write_text("1,2\n")
    (tmp_path / "one.png").write_bytes(b"")
    (tmp_path / "empty.npz").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe.npz")
    with refuses("notes.xyz is of no known format", cure=".csv (also .tsv), idx (also .gz), .npy"):
        load(tmp_path / "notes.xyz")
    with refuses("one.png is a single image", cure="folder of images"):
        load(tmp_path / "one.png")
    with refuses("empty.npz is empty"):
        load(tmp_path / "empty.npz")
    with refuses("pipe.npz is no regular file"):
        load(tmp_path / "pipe.npz")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(tmp_path, refuses) -> None:
    path = tmp_path / "x.csv"
    path.write_text("1,2\n3,4\n")
    path.chmod(0)
    with refuses("Permission denied"):
        load(path)


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({"seed": -1}, "seed -1 is negative"),
        ({"held_out": 1.0}, "held_out 1.0 is not in [0, 1)"),
        ({"held_out": float("nan")}, "held_out nan"),
        ({"fraction": 0.0}, "fraction 0.0 is not in (0, 1]"),
        ({"fraction": 1.5}, "fraction 1.5"),
    ],
)
def test_settings_out_of_range(settings, part, refuses) -> None:
    with refuses(part):
        load("ring", **settings)


def test_fraction_keeps_nested_seeded_subsets() -> None:
    whole, half, tenth = (load("digits", fraction=share) for share in (1.0, 0.5, 0.1))
    assert [len(data.train[""]["labels"]) for data in (whole, half, tenth)] == [1500, 750, 150]
    rows = [{row.tobytes() for row in data.train[""]["features"]} for data in (whole, half, tenth)]
    assert rows[2] < rows[1] < rows[0]
    assert len(tenth.test[""]["labels"]) == 297
    other = load("digits", fraction=0.1, seed=1)
    assert not np.array_equal(other.train[""]["features"], tenth.train[""]["features"])


def test_fraction_keeps_at_least_one_example_and_its_label() -> None:
    data = load("moons-rotated", fraction=1e-9)
    assert [len(table["labels"]) for table in data.train.values()] == [1, 1]
    whole = load("moons-rotated").train["source"]
    row = int(np.argmin(np.abs(whole["features"] - data.train["source"]["features"]).sum(axis=1)))
    assert whole["labels"][row] == data.train["source"]["labels"][0]


def test_held_out_split_is_seeded_disjoint_and_complete(tmp_path) -> None:
    np.save(tmp_path / "x.npy", np.arange(100.0)[:, None])
    data, same, other = (load(tmp_path / "x.npy", seed=seed) for seed in (0, 0, 1))
    train, test = data.train[""]["features"], data.test[""]["features"]
    assert (len(train), len(test)) == (90, 10)
    assert np.array_equal(np.sort(np.concatenate([train, test]), axis=0)[:, 0], np.arange(100))
    assert np.array_equal(test, same.test[""]["features"])
    assert not np.array_equal(test, other.test[""]["features"])


def test_held_out_share(tmp_path, refuses) -> None:
    np.save(tmp_path / "x.npy", np.arange(3.0))
    np.save(tmp_path / "one.npy", np.arange(1.0))
    assert len(load(tmp_path / "x.npy", held_out=0.001).test[""]["features"]) == 1
    assert len(load(tmp_path / "x.npy", held_out=0.999).train[""]["features"]) == 1
    assert load(tmp_path / "x.npy", held_out=0).test == {}
    with refuses("one example cannot be split", cure="hold out nothing"):
        load(tmp_path / "one.npy")
    assert len(load(tmp_path / "one.npy", held_out=0).train[""]["features"]) == 1
