"""Toys and digits → they have the geometry, sizes and splits they are said to have."""

import numpy as np
import pytest

from schematic.data import EMBEDDED, Array, load
from schematic.data.toys import MOONS_CENTRE, draw_moons, rotate

COLUMNS = {
    "digits-halves": {"upper", "lower", "labels"},
    "digits-twice": {"features", "r", "labels"},
    "moons-unpaired": {"a", "b"},
}


@pytest.mark.parametrize("name", sorted(EMBEDDED))
def test_embedded_sets_have_the_promised_form(name: str) -> None:
    data = load(name)
    assert data.name == name
    assert data.bounds is not None
    for tables in (data.train, data.test):
        for table in tables.values():
            assert set(table) == COLUMNS.get(name, {"features", "labels"})
            for column, values in table.items():
                assert values.dtype == (np.int64 if column == "labels" else np.float32)
                if column != "labels":
                    assert data.bounds[0] <= values.min()
                    assert values.max() <= data.bounds[1]


@pytest.mark.parametrize("name", ["ring", "grid", "moons", "moons-rotated", "moons-unpaired"])
def test_toys_repeat_by_seed(name: str) -> None:
    one, same, other = load(name, seed=3), load(name, seed=3), load(name, seed=4)
    for domain, table in one.train.items():
        for column in set(table) - {"labels"}:
            assert np.array_equal(table[column], same.train[domain][column])
            assert not np.array_equal(table[column], other.train[domain][column])
            assert not np.array_equal(table[column][:9], one.test[domain][column][:9])


def test_halves_are_the_digits_cut_in_two() -> None:
    whole, halves = load("digits").train[""], load("digits-halves").train[""]
    joined = np.concatenate([halves["upper"], halves["lower"]], axis=2)
    assert np.array_equal(joined, whole["features"])
    assert np.array_equal(halves["labels"], whole["labels"])


def test_twice_the_digits_are_the_same_digits() -> None:
    table = load("digits-twice").test[""]
    assert np.array_equal(table["r"], table["features"])


def test_unpaired_moons_are_drawn_on_their_own() -> None:
    table = load("moons-unpaired").train[""]
    turned_back = rotate(table["b"], -35)
    lengths = np.linalg.norm(table["a"], axis=1), np.linalg.norm(turned_back, axis=1)
    assert abs(np.corrcoef(*lengths)[0, 1]) < 0.1
    assert np.allclose(np.cov(table["a"].T), np.cov(turned_back.T), atol=0.08)


def test_ring_radius_and_sigma() -> None:
    data = load("ring")
    assert data.modes is not None and data.modes.shape == (8, 2)
    assert np.allclose(np.linalg.norm(data.modes, axis=1), 2)
    _check_mixture("ring", 8, 0.02, (10_000, 2_000))


def test_grid_spacing_and_sigma() -> None:
    data = load("grid")
    assert data.modes is not None
    assert np.array_equal(np.unique(data.modes), [-2, -1, 0, 1, 2])
    assert len({tuple(mode) for mode in data.modes.tolist()}) == 25
    _check_mixture("grid", 25, 0.05, (10_000, 2_000))


def _check_mixture(name: str, modes: int, sigma: float, sizes: tuple[int, int]) -> None:
    data = load(name)
    assert data.modes is not None and data.sigma == sigma
    for tables, size in zip((data.train, data.test), sizes, strict=True):
        table = tables[""]
        assert len(table["features"]) == size
        assert np.array_equal(np.unique(table["labels"]), np.arange(modes))
        rest = table["features"] - data.modes[table["labels"]]
        assert np.abs(rest.mean()) < 5 * sigma / np.sqrt(2 * size)
        assert rest.std() == pytest.approx(sigma, rel=0.05)
        nearest = np.linalg.norm(table["features"][:, None] - data.modes, axis=2).argmin(axis=1)
        assert np.array_equal(nearest, table["labels"])


def _distance_to_moon(points: Array, labels: Array) -> Array:
    """How far points [N, 2] are from the noiseless half circle of their label."""
    x, y = (points + MOONS_CENTRE).T
    x, y = np.where(labels == 0, x, 1 - x), np.where(labels == 0, y, 0.5 - y)
    angle = np.clip(np.arctan2(y, x), 0, np.pi)
    below = (y < 0) & (x < 0)
    angle = np.where(below, np.pi, angle)
    distance: Array = np.hypot(x - np.cos(angle), y - np.sin(angle))
    return distance


def test_moons_lie_on_two_half_circles(rng) -> None:
    table = draw_moons(rng, 4_000)
    distance = _distance_to_moon(table["features"], table["labels"])
    assert distance.max() < 0.6
    assert np.sqrt(np.mean(distance**2)) == pytest.approx(0.1, rel=0.1)


def test_moons_are_centred(rng) -> None:
    features = draw_moons(rng, 100_000)["features"]
    assert np.abs(features.mean(axis=0)).max() < 0.015


def test_target_moons_are_turned_by_35_degrees() -> None:
    data = load("moons-rotated")
    assert set(data.train) == set(data.test) == {"source", "target"}
    for tables in (data.train, data.test):
        target = tables["target"]
        assert _distance_to_moon(tables["source"]["features"], tables["source"]["labels"]).max() < 1
        errors = [
            np.mean(_distance_to_moon(rotate(target["features"], -angle), target["labels"]) ** 2)
            for angle in range(30, 41)
        ]
        assert 30 + int(np.argmin(errors)) == 35
        assert np.sqrt(min(errors)) == pytest.approx(0.1, rel=0.15)


def test_target_moons_are_fresh_draws() -> None:
    train = load("moons-rotated").train
    turned = rotate(train["source"]["features"], 35)
    assert not np.allclose(turned[:20], train["target"]["features"][:20], atol=0.1)


def test_digits_are_split_once_for_all_seeds() -> None:
    one, other = load("digits", seed=1), load("digits", seed=2)
    assert one.train[""]["features"].shape == (1_500, 1, 8, 8)
    assert one.test[""]["features"].shape == (297, 1, 8, 8)
    assert np.array_equal(one.test[""]["features"], other.test[""]["features"])
    assert np.array_equal(np.unique(one.test[""]["labels"]), np.arange(10))


def test_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    raw, data = load_digits(), load("digits")
    ours = np.concatenate([data.train[""]["features"], data.test[""]["features"]]).reshape(-1, 64)
    labels = np.concatenate([data.train[""]["labels"], data.test[""]["labels"]])
    rows = np.column_stack([ours * 16, labels])
    theirs = np.column_stack([raw.data, raw.target])
    assert np.array_equal(rows[np.lexsort(rows.T)], theirs[np.lexsort(theirs.T)])


def test_binary_digits_are_thresholded() -> None:
    grey, binary = load("digits"), load("digits-binary")
    assert np.array_equal(binary.train[""]["features"], grey.train[""]["features"] > 0.5)
    assert np.array_equal(binary.test[""]["labels"], grey.test[""]["labels"])
