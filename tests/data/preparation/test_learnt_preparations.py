"""Standardising and dequantising, against numpy by hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest

from schematic.data import Feed, Learnt, Port, Standard
from schematic.data.preparation import chunks
from schematic.data.preparation.dequantising import (
    DRAWS,
    gather_pixels,
    learn_levels,
    require_pixels,
    spread_pixels,
    with_fixed_noise,
)
from schematic.data.preparation.prepared_feed import (
    learn,
    noisy_feed,
    standardised_feed,
    told_of,
    unprepared,
)
from schematic.data.preparation.standardising import measure

Refuse = Callable[..., AbstractContextManager[None]]
X = Port("x", "real", None)
PIXELS = np.arange(256, dtype=np.float32).reshape(4, 1, 8, 8) / np.float32(255)


def test_each_number_has_its_mean_and_deviation(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 50)  # numbers, so that there are many parts
    points = (rng.normal(size=(90, 3)) * [1, 1e3, 1e-3] + [1e4, 0, 5]).astype(np.float32)
    feed = Feed({("x", ""): points}, {})
    learnt = learn(feed, [X], None, {"standardise"})
    double = points.astype(np.float64)
    np.testing.assert_allclose(learnt.standards["x"].mean, double.mean(0), rtol=1e-6)
    np.testing.assert_allclose(learnt.standards["x"].deviation, double.std(0), rtol=1e-6)
    found = standardised_feed(feed, learnt).columns["x", ""]
    by_hand = (points - double.mean(0).astype(np.float32)) / double.std(0).astype(np.float32)
    np.testing.assert_allclose(found, by_hand, rtol=1e-5)
    np.testing.assert_allclose(unprepared(found, "x", learnt), points, rtol=1e-5)
    assert learnt.standards["x"].log_volume((3,)) == pytest.approx(np.log(double.std(0)).sum())


def test_channels_of_images_share_their_pixels(rng: np.random.Generator) -> None:
    images = rng.normal(size=(20, 3, 4, 5)).astype(np.float32)
    found = measure([images])
    np.testing.assert_allclose(found.mean, images.mean((0, 2, 3), dtype=float), rtol=1e-6)
    np.testing.assert_allclose(found.deviation, images.std((0, 2, 3), dtype=float), rtol=1e-6)
    volume = 20 * np.log(images.std((0, 2, 3), dtype=float)).sum()
    assert found.log_volume((3, 4, 5)) == pytest.approx(volume, rel=1e-6)


def test_domains_and_copies_share_their_numbers(rng: np.random.Generator) -> None:
    steps = [Port(f"x[{t}]", "real", (2,), step=("x", t, 2)) for t in range(2)]
    columns = {
        (port.node, domain): rng.normal(t, size=(9 + t, 2)).astype(np.float32)
        for t, port in enumerate(steps)
        for domain in ("a", "b")
    }
    learnt = learn(Feed(columns, {}), steps, None, {"standardise"})
    together = np.concatenate(list(columns.values())).astype(float)
    assert learnt.standards["x[0]"] == learnt.standards["x[1]"]
    np.testing.assert_allclose(learnt.standards["x[0]"].mean, together.mean(0), rtol=1e-6)


def test_what_is_missing_is_left_out_and_what_is_constant_becomes_0() -> None:
    points = np.array([[1, 0.1], [3, 0.1], [np.nan, np.nan]], np.float32)
    feed = Feed({("x", ""): points}, {})
    learnt = learn(feed, [X], None, {"standardise"})
    assert learnt.standards["x"] == Standard((2.0, float(np.float32(0.1))), (1.0, 1.0))
    found = standardised_feed(feed, learnt).columns["x", ""]
    np.testing.assert_array_equal(found, [[-1, 0], [1, 0], [np.nan, np.nan]])
    assert "; 1 that are the same in all of them" in told_of(feed, learnt)[0]


def test_pixels_are_spread_over_their_steps() -> None:
    for draw in (0, DRAWS // 2, DRAWS - 1):
        spread = spread_pixels(PIXELS, np.full_like(PIXELS, draw), 256)
        by_hand = (np.arange(256) + (draw + 0.5) / DRAWS) / 256
        np.testing.assert_array_equal(spread.ravel(), by_hand.astype(np.float32))
        np.testing.assert_array_equal(gather_pixels(spread, 256), PIXELS)
        assert (spread > 0).all()
        assert (spread < 1).all()


def test_standardised_pixels_are_spread_alike(rng: np.random.Generator) -> None:
    feed = Feed({("x", ""): PIXELS}, {})
    learnt = learn(feed, [X], None, {"standardise", "dequantise"})
    mean, deviation = learnt.standards["x"].mean[0], learnt.standards["x"].deviation[0]
    draws = rng.integers(0, DRAWS, PIXELS.shape).astype(np.float32)
    standard = standardised_feed(feed, learnt).columns["x", ""]
    spread = spread_pixels(standard, draws, 256, (np.float32(mean), np.float32(deviation)))
    by_hand = ((255 * PIXELS + (draws + 0.5) / DRAWS) / 256 - mean) / deviation
    np.testing.assert_allclose(spread, by_hand, atol=1e-6)


def test_held_out_noise_follows_from_the_pixels(rng: np.random.Generator) -> None:
    rows = PIXELS[[0, 1, 2, 1]]
    found = with_fixed_noise(rows, 256, 3, None)
    alone = with_fixed_noise(rows[2:], 256, 3, None)
    np.testing.assert_array_equal(found[2:], alone)
    np.testing.assert_array_equal(found[1], found[3])
    assert (found != with_fixed_noise(rows, 256, 4, None)).mean() > 0.9
    noise = (found * 256) % 1
    assert 0.4 < noise.mean() < 0.6
    learnt = Learnt({}, {"x": 256})
    feed = noisy_feed(Feed({("x", ""): rows}, {}), learnt, 0)
    np.testing.assert_array_equal(unprepared(feed.columns["x", ""], "x", learnt), rows)


def test_only_pixels_get_noise(refuses: Refuse, rng: np.random.Generator) -> None:
    bits = (PIXELS > 0.5).astype(np.float32)
    ports = [X, Port("b", "unit", None), Port("r", "real", None), Port("c", "cat", None)]
    columns = {
        ("x", ""): PIXELS,
        ("b", ""): bits,
        ("r", ""): rng.random((4, 2), np.float32),
        ("c", ""): np.zeros(4, np.int64),
    }
    assert learn_levels(columns, ports) == {"x": 256}
    with refuses("--dequantise", "`b : unit`, `r : real`", cure="uint8"):
        learn_levels(columns, ports[1:3])
    with refuses("'r'"):
        require_pixels(columns, ["x", "r"])


def test_only_real_nodes_are_standardised(refuses: Refuse) -> None:
    with refuses("--standardise", "`b : unit`", cure="write `b : real`"):
        learn(Feed({("b", ""): PIXELS}, {}), [Port("b", "unit", None)], None, {"standardise"})


def test_a_run_keeps_what_it_has_learnt(rng: np.random.Generator) -> None:
    known = Learnt({"x": Standard((1.0,), (2.0,))}, {})
    feed = Feed({("x", ""): rng.normal(size=(5, 1)).astype(np.float32)}, {})
    assert learn(feed, [X], known, {"standardise"}) is known
